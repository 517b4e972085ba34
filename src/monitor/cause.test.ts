import { expect, test } from 'vitest';
import { type Circumstances, nameCause } from './cause.ts';
import type { Cause, DeployMarker, Sample } from './types.ts';

const at = 1_000_000_000;
const sample = (cause: Cause, says = 'it fails'): Sample => ({
  monitor: 'm',
  at,
  outcome: 'fail',
  slow: false,
  status: null,
  cause,
  code: null,
  says,
  address: null,
  certDays: null,
  dnsMs: null,
  tcpMs: null,
  tlsMs: null,
  ttfbMs: null,
  totalMs: 1,
});
const deploy = (minutes: number): DeployMarker => ({
  id: 1,
  at: at - minutes * 60_000,
  release: '1.4.0',
  environment: 'production',
  by: null,
  url: null,
  source: 'deploy',
});
const here = (more: Partial<Circumstances> & Pick<Circumstances, 'sample'>): Circumstances => ({
  host: 'acme.test',
  wellHere: 0,
  badHere: 1,
  badHosts: 0,
  ...more,
});

test.each<[string, Circumstances, string, string, string]>([
  ['a name that is gone', here({ sample: sample('dns') }), 'dns', 'host', 'DNS: the name acme.test cannot be looked up. It fails.'],
  [
    'a host that says so',
    here({ sample: sample('status', 'acme.test answers 500') }),
    'http',
    'host',
    'The app: acme.test answers, but with an error. acme.test answers 500.',
  ],
  ['a closed port', here({ sample: sample('connect') }), 'connect', 'host', 'Connection: acme.test does not accept connections. It fails.'],
  [
    'a certificate',
    here({ sample: sample('tls') }),
    'tls',
    'host',
    'TLS: browsers refuse the certificate or handshake of acme.test. It fails.',
  ],
  ['silence', here({ sample: sample('timeout') }), 'timeout', 'host', 'Time-out: acme.test does not answer in time. It fails.'],
  [
    'one route of a host',
    here({ sample: sample('status'), wellHere: 2 }),
    'http',
    'route',
    'The app: acme.test answers, but with an error (other routes of it are well). It fails.',
  ],
  [
    'all routes of a host',
    here({ sample: sample('status'), wellHere: 1, badHere: 3 }),
    'http',
    'host',
    'The app: acme.test answers, but with an error. It fails.',
  ],
  [
    'many hosts of one address',
    here({ sample: sample('connect'), badHosts: 2 }),
    'connect',
    'many',
    'Connection: acme.test does not accept connections (other hosts of the same address are down too). It fails.',
  ],
  [
    'a page without its text',
    here({ sample: sample('content') }),
    'content',
    'host',
    'The app: acme.test answers without the content it should show. It fails.',
  ],
  [
    'an error just after a deploy',
    here({ sample: sample('status'), deploy: deploy(3) }),
    'deploy',
    'host',
    'Deploy: 1.4.0 went out 3 min before. The app: acme.test answers, but with an error. It fails.',
  ],
  [
    'an error long after a deploy',
    here({ sample: sample('status'), deploy: deploy(16) }),
    'http',
    'host',
    'The app: acme.test answers, but with an error. It fails.',
  ],
  [
    'DNS just after a deploy, which deploys do not touch',
    here({ sample: sample('dns'), deploy: deploy(3) }),
    'dns',
    'host',
    'DNS: the name acme.test cannot be looked up. It fails.',
  ],
])('the cause of %s is named (OBS-8)', (_, circumstances, kind, scope, says) => {
  expect(nameCause(circumstances)).toEqual({ kind, scope, says });
});
