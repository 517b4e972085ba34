import { describe, expect, test } from 'vitest';
import { answersFrom } from '../../../test/dns-server.ts';
import { stage, WORLD } from '../../../test/dns-stage.ts';
import { dnsCaa } from './caa.ts';

const host = (name: string) => ({ kind: 'host', host: name, port: 443 }) as const;

describe.concurrent('dns/caa', () => {
  test.each([
    ['at the host', ['app.acme.test CAA 0 issue pki.goog', 'acme.test CAA 0 issue letsencrypt.org'], 'app.acme.test', 'pki.goog'],
    ['at the domain', ['acme.test CAA 128 issue letsencrypt.org; accounturi=x'], 'acme.test', 'letsencrypt.org; accounturi=x'],
    [
      'at the target of an alias',
      ['app.acme.test CNAME edge.host.test', 'edge.host.test CAA 0 issue amazon.com'],
      'app.acme.test',
      'amazon.com',
    ],
  ])('%s', async (_where, lines, at, value) => {
    await using world = await stage({ resolver: answersFrom(lines), servers: {} });
    const saw = await dnsCaa.collect(host('app.acme.test'), world.io);
    expect(dnsCaa.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({ found: { at, records: [{ tag: 'issue', value, critical: value.includes(';') }] } });
  });

  test('no record anywhere is an answer, SERVFAIL is none', async () => {
    await using world = await stage({ resolver: answersFrom(WORLD), servers: {} });
    expect(await dnsCaa.collect(host('app.acme.test'), world.io)).toEqual({ found: null });
    await using broken = await stage({ resolver: () => ({ rcode: 2 }), servers: {} });
    await expect(dnsCaa.collect(host('app.acme.test'), broken.io)).rejects.toMatchObject({ code: 'caa-servfail' });
  });
});
