import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { startLab } from '../../lab/index.ts';
import { addHost, records } from '../../lab/matrix/edit.ts';
import { cleanTwin } from '../../lab/matrix/world.ts';
import { httpUnclaimed } from './unclaimed.ts';

const ADDRESS = '185.199.108.153';
const GONE = "<p>There isn't a GitHub Pages site here.</p>";

/** What the probe sees of a host that is an alias of GitHub Pages, where the site answers this; `name` is the record's own. */
async function look(answer: { status?: number; body: string }, name = 'help') {
  const world = cleanTwin('loomly.test');
  const servers = ['1', '2'].map((n) => ({ name: `ns${n}.github.io`, address: `205.251.196.4${n}` }));
  world.zones.push({ name: 'github.io', servers, records: [`loomly A ${ADDRESS}`] });
  addHost(world, 'help', { addresses: [ADDRESS], https: [{ path: '*', ...answer }] });
  records(world, /^help /, `${name} 300 CNAME loomly.github.io.`);
  await using lab = await startLab(world);
  const { resolver, roots, ca, route } = lab;
  const saw = await httpUnclaimed.collect({ kind: 'host', host: 'help.loomly.test', port: 443 }, testIo({ resolver, roots, ca, route }));
  expect(httpUnclaimed.sees.parse(saw)).toEqual(saw);
  return saw;
}

test('the provider’s words with an error status say that nobody holds the name', async () => {
  expect(await look({ status: 404, body: GONE })).toEqual({ provider: 'GitHub Pages', unclaimed: true, status: 404, wildcard: false });
});

test('the same words on a live page, and the error page of a live site, prove nothing', async () => {
  expect(await look({ body: GONE })).toMatchObject({ unclaimed: false, status: 200 });
  expect(await look({ status: 404, body: '<h1>This page does not exist</h1>' })).toMatchObject({ unclaimed: false, status: 404 });
});

test('an alias that every name of the zone has is a wildcard', async () => {
  expect(await look({ status: 404, body: GONE }, '*')).toMatchObject({ unclaimed: true, wildcard: true });
});
