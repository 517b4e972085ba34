import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { strays } from './bundle-strays.ts';

const AT = 'https://acme.test/assets/index.js';
const found = (...texts: string[]) => {
  const all = strays();
  for (const text of texts) all.pour(text, AT);
  return all.found();
};

const STRIPE = ['pk', 'test', `51${alnum(60)}`].join('_');
const LIVE = ['pk', 'live', `51${alnum(60)}`].join('_');
const clerk = (mode: string, instance: string): string => ['pk', mode, btoa(`${instance}$`)].join('_');

test.each([
  ['an argument', 'fetch("http://localhost:3001/api/plans",{method:"GET"})', 'http://localhost:3001/api/plans'],
  ['a constant of a minified script', 'const a=1,ye="http://localhost:8000";fetch(`${ye}/me`)', 'http://localhost:8000'],
  ['the beginning of a template', 'await fetch(`http://127.0.0.1:5000/users/${e}`)', 'http://127.0.0.1:5000/users/'],
  ['a property', '{baseURL:"http://localhost:4000/v1",timeout:5}', 'http://localhost:4000/v1'],
  ['a local Supabase', 'Mt("x"),createClient("http://127.0.0.1:54321",k)', 'http://127.0.0.1:54321'],
  ['a variable that the build did not know', 'e=process.env.NEXT_PUBLIC_API_URL||"http://localhost:3000"', 'http://localhost:3000'],
  ['a tunnel', 'new WebSocket("wss://8f3e1d.ngrok-free.app/live")', 'wss://8f3e1d.ngrok-free.app/live'],
  ['the computer in the home network', 'axios.get("http://192.168.1.20:3000/api")', 'http://192.168.1.20:3000/api'],
  ['a script inside a page', '<!doctype html><script>\nfetch("http://localhost:3000/x")</script>', 'http://localhost:3000/x'],
] as const)('an address of development is told: %s', (_, text, address) => {
  expect(found(text).map((each) => each.text)).toEqual([address]);
});

test.each([
  ['next-auth', 'r=new URL("http://localhost:3000/api/auth")'],
  ['auth-js of Supabase', 'const GOTRUE_URL="http://localhost:9999"'],
  ['axios', 't=a&&window.location.href||"http://localhost"'],
  ['Sentry', '{sidecarUrl:"http://localhost:8969/stream"}'],
  ['viem', '{default:{http:["http://127.0.0.1:8545"]}}'],
  ['OpenTelemetry', 'url:"http://localhost:4318/v1/traces"'],
  ['a choice at run time', 'x="localhost"===h?"http://localhost:3000":"https://api.acme.com"'],
  ['the other way round', 'x=p?"https://api.acme.com":"http://localhost:3000"'],
  ['where the page comes from', 'url=window.location.origin||"http://localhost:3000"'],
  ['a comparison', 'if(o==="http://localhost:3000")'],
  ['a list of origins', 'allow=["https://acme.com","http://localhost:3000"]'],
  ['a default of a parameter', 'function q(e,t="http://localhost:8000"){}'],
  ['a hint in a field', '{placeholder:"http://localhost:8000"}'],
  ['a sample in an article', String.raw`{children:"npm run dev\nfetch('http://localhost:3000/api')"}`],
  ['prose of a page', '<!doctype html><p>Call fetch("http://localhost:3000/api").</p>'],
  ['a comment', ' * fetch("http://localhost:3000/api")\n'],
  ['production', 'fetch("https://api.acme.com/plans")'],
] as const)('what libraries and articles say of localhost is spared: %s', (_, text) => {
  expect(found(text)).toEqual([]);
});

test('a test key is told with its mode and last letters', () => {
  expect(found(`const a=1;\nloadStripe("${STRIPE}")`)).toEqual([
    { is: 'stripe-test', text: `pk_test_…${STRIPE.slice(-4)}`, at: AT, line: 2, column: 13 },
  ]);
  expect(found(`<html data-clerk-publishable-key="${clerk('test', 'calm-owl-12.clerk.accounts.dev')}">`)[0]?.is).toBe('clerk-test');
});

test.each([
  ['next to a live key of the same provider, in another script', [`a("${STRIPE}")`, `b("${LIVE}")`]],
  ['of the documentation', [`a("${['pk', 'test', 'TYooMQauvdEDq54NiTphI7jx'].join('_')}")`]],
  ['to be filled in', [`a("${['pk', 'test', 'your_key_here_xxxxxxxxxxxx'].join('_')}")`]],
  ['its beginning alone', ['e.startsWith("pk_test_")']],
] as const)('a test key is spared: %s', (_, texts) => {
  expect(found(...texts)).toEqual([]);
});

test('a live key of one provider excuses no test key of another', () => {
  expect(found(`a("${clerk('live', 'clerk.acme.com')}"),b("${STRIPE}")`).map(({ is }) => is)).toEqual(['stripe-test']);
});

test('never throws, whatever the script', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void found(`${text}"http://localhost:3000"`, text)));
});
