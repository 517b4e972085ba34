import { z } from 'zod';
import { environmentOf } from '../../parsers/environment-host.ts';
import { isStandIn } from '../../redact/find/stand-in.ts';
import { redactText } from '../../redact/redact.ts';

/** What is kept of one host, and what is held while its scripts are read. */
const KEPT = 5;
const HELD = 100;

/** Something that belongs to development, in a script that visitors load. */
export const stray = z.object({
  is: z.enum(['local', 'tunnel', 'stripe-test', 'clerk-test']),
  /** The address that is called; of a key its mode and last letters. */
  text: z.string(),
  at: z.string(),
  line: z.int(),
  column: z.int(),
});
type Stray = z.output<typeof stray>;

/**
 * Ports on which servers of developers listen (their documentation, 2026-11): Next.js, Express, Rails 3000; Nest 3333; Apollo 4000; Angular
 * 4200; Astro 4321; Flask 5000; Firebase functions 5001; Vite 5173; Azure functions 7071; Django, FastAPI 8000; Wrangler 8787; Netlify
 * 8888; PocketBase 8090; Strapi 1337; Convex 3210; Supabase 54321. Ports that libraries name by themselves are left out: 4318 (OpenTelemetry),
 * 8545 (Ethereum), 8969 (Sentry), 9099 (Firebase), 9999 (Supabase), 11434 (Ollama).
 */
const PORTS: ReadonlySet<number> = new Set([
  1337, 3000, 3001, 3002, 3003, 3210, 3333, 4000, 4200, 4321, 5000, 5001, 5173, 5174, 7071, 8000, 8080, 8081, 8090, 8787, 8888, 54321,
]);

/** The scripts inside a page. */
const INLINE = /<script\b[^>]{0,500}>[^]*?<\/script>/gi;

/** Addresses that libraries bring along and do not call in production: the default of next-auth (client/parse-url, 2026-11). */
const BROUGHT: ReadonlySet<string> = new Set(['http://localhost:3000/api/auth']);

/** A whole address between quotes, or the beginning of one in a template. */
const ADDRESS = /(["'`])((?:https?|wss?):\/\/([\w.-]{1,253}|\[::1\])(?::(\d{1,5}))?(?:\/[\w./~-]{0,200})?)(?=\1|\$\{|\?)/g;

/** Characters before an address that say what it is for. */
const BEFORE = 120;

/** What stands before an address that is called: an argument, a constant, a property, a default for a variable that the build did not know. */
const CALLED = [
  /\b(?:fetch|WebSocket|EventSource|Request|URL|create\w{0,30}|connect|io|get|post|put|patch|delete|request|open|\$fetch|ofetch|ky|axios)\)?\(\s*$/,
  /(?:\b(?:const|let|var)\s+|[,;]\s*)[\w$]{1,60}\s*=\s*$/,
  /\b(?:\w{0,30}(?:url|uri|endpoint|host|server|origin|redirect_?to|api|href|src))["']?\s*:\s*$/i,
  /\b[A-Z][A-Z0-9_]{3,60}["'\]]{0,2}\s*(?:\|\||\?\?)\s*$|\bvoid 0\s*(?:\|\||\?\?)\s*$/,
] as const satisfies readonly RegExp[];

/** What stands before an address that is chosen at run time, compared, or told in prose. */
const SPARED = /\?[^?:;{}]{1,100}:\s*$|\blocation\b[^;]{0,80}$|\\n[^"'`]{0,120}$|&quot;|(?:^|\n)\s*(?:\*|\/\/)[^\n]*$/;

/** Keys by which a page speaks to the test mode of a provider. Clerk's holds the name of its instance, which ends in `$`. */
const TEST_KEY = /["'`](pk_test_([A-Za-z0-9]{20,200})={0,2})\\?["'`]/g;
const LIVE_KEY = /["'`]pk_live_([A-Za-z0-9]{20,200})={0,2}\\?["'`]/g;

/** The key of Stripe's documentation, which tutorials copy and which charges nobody (https://docs.stripe.com/keys, 2026-11). */
const DOCUMENTED = ['TYooMQauvdEDq54NiTphI7jx'] as const satisfies readonly string[];

/** Gathers from the scripts of a host what belongs to development. */
export interface Strays {
  /** A script, or a page, of which the inline scripts count, and keys anywhere. */
  pour(text: string, at: string): void;
  /** The first five, endpoints before keys; a test key next to a live one of the same provider is chosen at run time and left out. */
  found(): Stray[];
}

/** A gatherer of addresses and keys that belong to development; pure. */
export function strays(): Strays {
  const held = new Map<string, Stray>();
  const live = new Set<string>();
  const keep = (each: Pick<Stray, 'is' | 'text' | 'at'>, text: string, index: number): void => {
    if (held.size >= HELD || held.has(each.text)) return;
    const line = text.lastIndexOf('\n', index) + 1;
    held.set(each.text, { ...each, line: text.slice(0, line).split('\n').length, column: index - line + 1 });
  };
  return {
    pour(text, at) {
      const scripts = /^\s*</.test(text)
        ? [...text.matchAll(INLINE)].map(({ 0: code, index }) => ({ code, index }))
        : [{ code: text, index: 0 }];
      for (const { code, index } of scripts) {
        for (const match of code.matchAll(ADDRESS)) {
          const is = strayAddress(match, code);
          if (is !== null) keep({ is, text: redactText(match[2] ?? ''), at }, text, index + match.index + 1);
        }
      }
      for (const [, body = ''] of text.matchAll(LIVE_KEY)) live.add(isClerk(body) ? 'clerk-test' : 'stripe-test');
      for (const { 1: key = '', 2: body = '', index } of text.matchAll(TEST_KEY)) {
        if (isStandIn(key) || DOCUMENTED.some((each) => each === body)) continue;
        keep({ is: isClerk(body) ? 'clerk-test' : 'stripe-test', text: `pk_test_…${body.slice(-4)}`, at }, text, index + 1);
      }
    },
    found: () =>
      [...held.values()]
        .filter(({ is }) => !live.has(is))
        .toSorted((a, b) => Number(a.is.endsWith('-test')) - Number(b.is.endsWith('-test')))
        .slice(0, KEPT),
  };
}

/** Whether an address in a script is one of a developer's, and called. */
function strayAddress(
  { 1: quote, 2: address = '', 3: host = '', 4: port, index }: RegExpExecArray,
  script: string,
): 'local' | 'tunnel' | null {
  const kind = environmentOf(host)?.kind;
  if (kind !== 'local' && kind !== 'tunnel') return null;
  if (kind === 'local' && !PORTS.has(Number(port))) return null;
  if (BROUGHT.has(address)) return null;
  const before = script.slice(Math.max(0, index - BEFORE), index);
  if (SPARED.test(before) || !CALLED.some((called) => called.test(before))) return null;
  // A default of a parameter is the library's, and its caller gives another.
  const isDefault =
    /[,({][\w$]{1,60}\s*=\s*$/.test(before) && /^[)}]/.test(script.slice(index + 1 + address.length + (quote?.length ?? 0)));
  return isDefault ? null : kind;
}

function isClerk(body: string): boolean {
  return /^[\w.-]+\$$/.test(Buffer.from(body, 'base64').toString('latin1'));
}
