import type { Scenario } from '../scenario.ts';
import { type Draft, records, SERVER, server, site } from './edit.ts';
import { faultsOn } from './fault.ts';

const PROXIED = "domain: harborlane.test\nedge:\n  proxied: ['app.harborlane.test', 'docs.harborlane.test']\n";

/** The server behind the edge shows the app to everybody. */
function letIn(world: Draft<Scenario>): void {
  server(world, 'app').https = site(world, 'app').https!;
}

/** What stands in front of the app, and what leads around it. */
export const edge = faultsOn('harborlane.test', [
  ['The server behind the edge answers everybody.', 'edge/origin', 'app', letIn],
  [
    'The SPF record names the server behind the edge.',
    'edge/origin',
    'app',
    (world) => {
      letIn(world);
      records(world, /^origin /);
      const spf = world.zones.find(({ name }) => name === world.domain)!;
      spf.records = spf.records.map((record) => record.replace('"v=spf1 ', `"v=spf1 ip4:${SERVER} `));
    },
  ],
  [
    'The server behind the edge answers over http.',
    'edge/origin',
    'app',
    (world) => {
      const behind = server(world, 'app');
      behind.http = site(world, 'app').https!;
      delete behind.https;
    },
  ],
  [
    'The docs are meant to be behind the edge and lead to their server.',
    'edge/proxied',
    'docs',
    (world) => {
      const docs = site(world, 'docs');
      docs.addresses = ['116.202.14.12'];
      docs.headers = { ...docs.headers, Server: 'nginx' };
      records(world, /^docs /, 'docs 300 A 116.202.14.12');
    },
    { config: PROXIED },
  ],
  [
    'One of the addresses of the app leads around the edge.',
    'edge/proxied',
    'app',
    (world) => {
      letIn(world);
      records(world, /^origin /, `app 300 A ${SERVER}`);
    },
    { config: PROXIED },
  ],
]);
