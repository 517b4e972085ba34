import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { startLab } from '../../lab/index.ts';
import { type Draft, records, SERVER, server, site } from '../../lab/matrix/edit.ts';
import { cleanTwin } from '../../lab/matrix/world.ts';
import type { Scenario } from '../../lab/scenario.ts';
import { httpOrigin } from './origin.ts';

/** What the probe sees of a host of the twin behind an edge, changed by `change`, and how many requests it took. */
async function look(
  change: (world: Draft<Scenario>) => void = () => {},
  { label = 'app', servers }: { label?: string; servers?: string[] } = {},
) {
  const world = cleanTwin('harborlane.test');
  change(world);
  await using lab = await startLab(world);
  const { resolver, roots, ca, route } = lab;
  const io = testIo({ resolver, roots, ca, route, random: Math.random });
  const saw = await httpOrigin.collect({ kind: 'host', host: `${label}.harborlane.test`, port: 443, servers }, io);
  expect(httpOrigin.sees.parse(saw)).toEqual(saw);
  return { ...saw, requests: lab.counts.requests };
}

const from = 'origin.harborlane.test';

describe('http/origin', () => {
  test('a server that refuses strangers differs, in three requests: the page by its redirect, and one at the address', async () => {
    const saw = await look();
    expect(saw).toMatchObject({ edge: 'Cloudflare', comparable: true, tried: [{ address: SERVER, from, is: 'differs', status: 403 }] });
    expect(saw.requests).toBe(3);
  });

  test('a server that shows the page is the same, over http where nobody listens for https', async () => {
    const open = await look((world) => {
      server(world, 'app').https = site(world, 'app').https!;
    });
    expect(open.tried).toEqual([{ address: SERVER, from, is: 'same', over: 'https', status: 200 }]);
    const plain = await look((world) => {
      const behind = server(world, 'app');
      behind.http = site(world, 'app').https!;
      delete behind.https;
    });
    expect(plain.tried).toEqual([{ address: SERVER, from, is: 'same', over: 'http', status: 200 }]);
  });

  test('a server whose http leads to https is not the page', async () => {
    const saw = await look((world) => {
      const behind = server(world, 'app');
      behind.http = [{ path: '*', redirect: { to: 'https://app.harborlane.test', status: 301 } }];
      delete behind.https;
    });
    expect(saw.tried).toMatchObject([{ is: 'differs', over: 'http', status: 301 }]);
  });

  test('servers that the configuration names are asked, though no record gives them away', async () => {
    const hidden = (world: Draft<Scenario>): void => {
      server(world, 'app').https = site(world, 'app').https!;
      records(world, /^origin /);
    };
    expect((await look(hidden)).tried).toEqual([]);
    const told = await look(hidden, { servers: [SERVER] });
    expect(told.tried).toEqual([{ address: SERVER, from: 'launch-ready.yaml', is: 'same', over: 'https', status: 200 }]);
    const named = await look(
      (world) => {
        hidden(world);
        records(world, null, `box A ${SERVER}`);
      },
      { servers: ['box.harborlane.test'] },
    );
    expect(named.tried).toEqual([{ address: SERVER, from: 'box.harborlane.test', is: 'same', over: 'https', status: 200 }]);
  });

  test('an address where nobody listens is silent, and private ones are not asked', async () => {
    const saw = await look((world) => records(world, /^origin /, 'origin A 116.202.14.77', 'direct A 10.0.0.7'));
    expect(saw.tried).toEqual([{ address: '116.202.14.77', from, is: 'silent', over: 'https', status: null }]);
  });

  test('a platform is never called the server behind an edge, be it known by its address or by its headers', async () => {
    const railway = await look((world) => {
      const behind = server(world, 'app');
      behind.https = site(world, 'app').https!;
      behind.headers = { 'X-Railway-Edge': 'fra1' };
    });
    expect(railway.tried).toEqual([]);
    const vercel = await look((world) => records(world, /^origin /, 'origin CNAME cname.vercel-dns.com.'));
    expect(vercel.tried).toEqual([]);
  });

  test('a host on a platform is asked nothing', async () => {
    expect(await look(undefined, { label: 'docs' })).toMatchObject({ edge: null, tried: [], requests: 0 });
  });

  test('a challenge is no page to compare with', async () => {
    const walled = look((world) => {
      site(world, 'app').https = [{ path: '*', status: 403, headers: { 'CF-Mitigated': 'challenge' }, body: 'Just a moment...' }];
    });
    await expect(walled).rejects.toMatchObject({ code: 'challenge' });
  });
});
