import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deployBefore, FAULTS, sampleOf } from '../../test/faults.ts';
import { blameOf } from './blame.ts';
import { type Circumstances, nameCause } from './cause.ts';
import type { Cause, Sample } from './types.ts';

const sample = (cause: Cause, says = 'it fails'): Sample => sampleOf(cause, { says });
const deploy = deployBefore;
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

describe('the fault matrix (OBS-8)', () => {
  test.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', (_, { sees, status, body, errors, deployed, around, is, scope }) => {
    const blame = body === undefined ? null : blameOf(body);
    const seen = sampleOf(sees, { status: status ?? null, ...(blame ? { blame } : {}) });
    const cause = nameCause(
      here({
        sample: seen,
        ...around,
        ...(errors ? { errors } : {}),
        ...(deployed === undefined ? {} : { deploy: deployBefore(deployed) }),
      }),
    );
    expect(cause).toMatchObject({ kind: is, scope: scope ?? 'host' });
    expect(cause.says).toMatch(/^[A-Z][\w -]+[:b]/);
  });

  test('asks at least 24 things, and each kind that is told apart more than once', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(24);
    for (const kind of ['dns', 'tls', 'deploy', 'database', 'third-party', 'cannot-tell'])
      expect(FAULTS.filter(({ is }) => is === kind).length).toBeGreaterThan(1);
  });

  test('a database that is gone just after a deploy is told with the deploy', () => {
    const gone = here({ sample: sample('status'), errors: ['Error: connect ECONNREFUSED 127.0.0.1:5432'], deploy: deploy(2) });
    expect(nameCause(gone).says).toBe('Database: acme.test cannot use PostgreSQL. It fails. 1.4.0 went out 2 min before.');
  });

  test('no text makes it throw or hang', () => {
    assert(
      property(string({ maxLength: 20_000, unit: 'binary' }), (text) => void blameOf(text)),
      { numRuns: 200 },
    );
    for (const bit of ['db:', '"db":{', 'ECONNREFUSED ', 'a.auth0.com ', 's3.', '{"stripe":{']) blameOf(bit.repeat(20_000));
  });
});
