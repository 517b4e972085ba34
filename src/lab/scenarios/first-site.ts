import { defineScenario } from '../scenario.ts';
import { ASK_AGAIN, CAREFUL } from './headers.ts';
import { page } from './pages.ts';
import { CLOUDFLARE_DNS, VERCEL, WORLD } from './world.ts';

const SITE = 'site plainpage.test';

export default defineScenario({
  name: 'first-site',
  title: 'Bought the domain, forgot the mail',
  about: 'A first landing page that works, on a domain whose owner never set up mail nor www.',
  domain: 'plainpage.test',
  zones: [...WORLD, { name: 'plainpage.test', servers: CLOUDFLARE_DNS, records: [`@ 300 A ${VERCEL}`, '@ CAA 0 issue "letsencrypt.org"'] }],
  sites: [
    {
      hosts: ['plainpage.test'],
      addresses: [VERCEL],
      headers: { ...CAREFUL, 'Cache-Control': ASK_AGAIN },
      http: [{ path: '*', redirect: { to: 'https://plainpage.test', status: 308 } }],
      https: [
        { path: '/', body: page({ title: 'Plainpage', body: '<h1>Hello, I make plain pages.</h1>', nonce: true }) },
        { path: '*', status: 404, body: page({ title: 'Not found', body: '<h1>Not found</h1>', nonce: true }) },
      ],
    },
  ],
  repository: {
    'README.md': '# Plainpage\n\nPlain pages, made by hand.\n',
    'index.html': '<!doctype html>\n<title>Plainpage</title>\n<h1>Hello, I make plain pages.</h1>\n',
  },
  faults: [
    { plant: 'Nobody can write to the domain.', check: 'email/mx', on: SITE, severity: 'medium' },
    { plant: 'No SPF record.', check: 'email/spf', on: SITE, severity: 'blocker' },
    { plant: 'No DKIM key.', check: 'email/dkim', on: SITE, severity: 'high' },
    { plant: 'No DMARC policy.', check: 'email/dmarc', on: SITE, severity: 'blocker' },
    { plant: 'www does not exist.', check: 'dns/www', on: SITE, severity: 'medium' },
  ],
  expect: { decision: 'no-go' },
});
