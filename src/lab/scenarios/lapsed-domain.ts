import { defineScenario } from '../scenario.ts';
import { ASK_AGAIN, CAREFUL } from './headers.ts';
import { page } from './pages.ts';
import { CLOUDFLARE_DNS, VERCEL, WORLD } from './world.ts';

const SITE = 'site fernhill.test';

export default defineScenario({
  name: 'lapsed-domain',
  title: 'The domain ran out',
  about: 'A product that runs well on a domain whose registration ended last night, because the renewal mail went to an old address.',
  domain: 'fernhill.test',
  zones: [
    ...WORLD,
    {
      name: 'fernhill.test',
      servers: CLOUDFLARE_DNS,
      parentNames: [],
      records: [`@ 300 A ${VERCEL}`, 'www 300 CNAME @', '@ MX 1 smtp.google.com.', '@ TXT "v=spf1 include:_spf.google.com ~all"'],
    },
  ],
  sites: [
    {
      hosts: ['fernhill.test', 'www.fernhill.test'],
      addresses: [VERCEL],
      headers: { ...CAREFUL, 'Cache-Control': ASK_AGAIN },
      http: [{ path: '*', redirect: { to: 'https://fernhill.test', status: 308 } }],
      https: [{ path: '/', body: page({ title: 'Fernhill', body: '<h1>Fernhill yoga</h1>', nonce: true }) }],
    },
  ],
  registrations: {
    'fernhill.test': {
      registrar: { name: 'Budget Domains Ltd', id: 9_997 },
      bought: -366,
      ends: -1,
      status: ['auto renew period', 'client hold', 'client transfer prohibited'],
    },
  },
  faults: [
    {
      plant: 'The registration ended last night, and the registrar has put the domain on hold.',
      check: 'dns/registration',
      on: SITE,
      severity: 'blocker',
    },
    { plant: 'So the registry has taken it out of DNS.', check: 'dns/delegation', on: SITE, severity: 'blocker' },
    { plant: 'So its name leads nowhere.', check: 'dns/resolves', on: 'host fernhill.test', severity: 'blocker' },
    { plant: 'Neither does www.', check: 'dns/www', on: SITE, severity: 'medium' },
    { plant: 'Nobody can write to it.', check: 'email/mx', on: SITE, severity: 'medium' },
    { plant: 'Its SPF record is gone with it.', check: 'email/spf', on: SITE, severity: 'blocker' },
    { plant: 'Its DKIM keys are gone with it.', check: 'email/dkim', on: SITE, severity: 'high' },
    { plant: 'Its DMARC policy is gone with it.', check: 'email/dmarc', on: SITE, severity: 'blocker' },
    { plant: 'Its CAA record is gone with it.', check: 'dns/caa', on: 'host fernhill.test', severity: 'low' },
  ],
  expect: { decision: 'no-go' },
});
