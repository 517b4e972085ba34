import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { startLab } from '../../lab/index.ts';
import { addHost, records } from '../../lab/matrix/edit.ts';
import { cleanTwin } from '../../lab/matrix/world.ts';
import { httpFamilies } from './families.ts';

const SIX = '2604:a880:400:d0::1a:7002';
const PAGE = '<!doctype html><title>Plans</title><p>Three plans for small teams, each with a trial of two weeks.</p>';

/** What the probe sees of a host with an AAAA record, behind which the site says `six`, or nobody listens. */
async function look(six: { status?: number; body: string } | null, aaaa = true) {
  const world = cleanTwin('loomly.test');
  const four = addHost(world, 'portal');
  four.https = [{ path: '*', body: `${PAGE}<script>const nonce = "{{nonce}}"</script>` }];
  if (aaaa) records(world, null, `portal AAAA ${SIX}`);
  if (six) world.sites.push({ ...four, addresses: [SIX], https: [{ path: '*', ...six }] });
  await using lab = await startLab(world);
  const { resolver, roots, ca, route } = lab;
  const before = lab.counts.requests;
  const saw = await httpFamilies.collect({ kind: 'host', host: 'portal.loomly.test', port: 443 }, testIo({ resolver, roots, ca, route }));
  expect(httpFamilies.sees.parse(saw)).toEqual(saw);
  return { saw, requests: lab.counts.requests - before };
}

describe('http/families', () => {
  test('the same page over both is alike, whatever its nonces', async () => {
    const { saw, requests } = await look({ body: `${PAGE}<script>const nonce = "{{nonce}}"</script>` });
    expect(saw).toMatchObject({ four: { status: 200 }, six: { address: SIX, status: 200 }, alike: 1 });
    expect(requests).toBe(2);
  });

  test('the page of another server shares few words', async () => {
    const { saw } = await look({ body: '<h1>It works!</h1><p>Apache default page</p>' });
    expect(saw.alike).toBeLessThan(0.1);
  });

  test('each family is asked alone: a refusal over IPv6 is not hidden by IPv4', async () => {
    const { saw } = await look(null);
    expect(saw).toMatchObject({ four: { status: 200, error: null }, six: { status: null, error: { code: 'ECONNREFUSED' } }, alike: null });
  });

  test('a host of one family is not asked at all', async () => {
    const { saw, requests } = await look(null, false);
    expect({ saw, requests }).toEqual({ saw: { four: null, six: null, alike: null }, requests: 0 });
  });
});
