import { faultsOn } from './fault.ts';
import { addHost, ownZone, records, site } from './edit.ts';

/** Name servers, delegation, records and aliases. */
export const dns = [
  ...faultsOn('northpier.test', [
    [
      'One of two name servers answers REFUSED.',
      'dns/name-servers',
      'site',
      (world) => {
        ownZone(world).servers[1]!.does = 'refuse';
      },
    ],
    [
      'One of two name servers is silent.',
      'dns/name-servers',
      'site',
      (world) => {
        ownZone(world).servers[1]!.does = 'silent';
      },
    ],
    [
      'Nobody listens at the address of one name server.',
      'dns/name-servers',
      'site',
      (world) => {
        ownZone(world).servers[1]!.does = 'gone';
      },
    ],
    [
      'The registrar lists a name server that the zone does not.',
      'dns/parent-child',
      'site',
      (world) => {
        const zone = ownZone(world);
        zone.parentNames = [...zone.servers.map(({ name }) => name), 'ns3.rob.ns.cloudflare.com'];
      },
      { also: ['dns/name-servers site'] },
    ],
    [
      'The zone lists a name server that the registrar does not.',
      'dns/parent-child',
      'site',
      (world) => {
        const zone = ownZone(world);
        zone.parentNames = [zone.servers[0]!.name];
      },
    ],
    [
      'Failures are remembered for two days.',
      'dns/soa',
      'site',
      (world) => {
        ownZone(world).soa = { minimum: 172_800, ttl: 172_800 };
      },
    ],
    [
      'A secondary gives up the zone after an hour.',
      'dns/soa',
      'site',
      (world) => {
        ownZone(world).soa = { expire: 3_600 };
      },
    ],
    [
      'One server still holds the address of the old app.',
      'dns/agreement',
      'app',
      (world) => {
        ownZone(world).servers[1]!.without = ['app CNAME'];
        ownZone(world).servers[1]!.instead = ['app 300 A 46.101.88.17'];
      },
    ],
    [
      'One server does not know the API.',
      'dns/agreement',
      'api',
      (world) => {
        ownZone(world).servers[1]!.without = ['api CNAME'];
      },
    ],
    [
      'A wildcard record answers for every name.',
      'dns/wildcard',
      'site',
      (world) => records(world, null, `* 300 A ${site(world, '').addresses[0]!}`),
    ],
  ]),
  ...faultsOn('loomly.test', [
    [
      'The status page was deleted at Heroku; its alias stayed.',
      'dns/dangling-cname',
      'status',
      (world) => {
        world.zones.push(elsewhere('herokuapp.com', '205.251.196.40'));
        records(world, null, 'status 300 CNAME loomly-status.herokuapp.com.');
      },
    ],
    [
      'The blog points at a GitHub Pages name that is gone.',
      'dns/dangling-cname',
      'blog',
      (world) => {
        world.zones.push(elsewhere('github.io', '205.251.196.42'));
        records(world, null, 'blog 300 CNAME loomly.github.io.');
      },
    ],
    [
      'The help centre points at a Netlify name that is gone.',
      'dns/dangling-cname',
      'help',
      (world) => {
        world.zones.push(elsewhere('netlify.app', '205.251.196.44'));
        records(world, null, 'help 300 CNAME loomly-help.netlify.app.');
      },
    ],
    [
      'The admin host has an IPv6 address that no network leads to.',
      'dns/private-address',
      'admin',
      (world) => records(world, null, 'admin AAAA fd00:3:17::20'),
    ],
    [
      'The dev host has the address of a computer at home.',
      'dns/private-address',
      'dev',
      (world) => records(world, null, 'dev A 192.168.1.20'),
    ],
    [
      'The staging host points into a private cloud network.',
      'dns/private-address',
      'staging',
      (world) => records(world, null, 'staging A 10.0.3.17'),
    ],
    ['A host has the address of the machine itself.', 'dns/private-address', 'test', (world) => records(world, null, 'test A 127.0.0.1')],
    ['A host has nothing but a text record.', 'dns/resolves', 'portal', (world) => records(world, null, 'portal TXT "verify=4b0f62ac"')],
    ['www does not exist.', 'dns/www', 'site', (world) => records(world, /^www /)],
    [
      'my leads to a tunnel to a laptop.',
      'dns/environment',
      'my',
      (world) => {
        const tunnel = '8f3e-84-115-22-9.ngrok-free.app';
        world.zones.push(elsewhere('ngrok-free.app', '205.251.194.61', [`${tunnel}. A ${site(world, '').addresses[0]!}`]));
        addHost(world, 'my');
        records(world, /^my /, `my 300 CNAME ${tunnel}.`);
      },
      { also: ['app/health-route my'] },
    ],
    ['No CAA record.', 'dns/caa', '@', (world) => records(world, / CAA /)],
    [
      'CAA of the domain names an authority that is not used.',
      'dns/caa-issuer',
      '@',
      (world) => records(world, /CAA 0 issue /, '@ CAA 0 issue "digicert.com"'),
      { also: ['dns/caa-issuer app', 'dns/caa-issuer api', 'dns/caa-issuer docs', 'dns/caa-issuer www'] },
    ],
    [
      'CAA lets nobody issue for the blog.',
      'dns/caa-issuer',
      'blog',
      (world) => {
        addHost(world, 'blog');
        records(world, null, 'blog CAA 0 issue ";"');
      },
    ],
  ]),
];

/** The zone of another company on two servers. */
function elsewhere(name: string, address: string, more: readonly string[] = ['@ A 54.205.8.205']) {
  const second = address.replace(/\d+$/, (last) => String(Number(last) + 1));
  return {
    name,
    servers: [
      { name: `ns1.${name}`, address },
      { name: `ns2.${name}`, address: second },
    ],
    records: [...more],
  };
}
