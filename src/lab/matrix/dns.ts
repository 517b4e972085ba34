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
      'One server still sends mail to the host before.',
      'dns/agreement',
      '@',
      (world) => {
        ownZone(world).servers[1]!.without = ['@ MX'];
        ownZone(world).servers[1]!.instead = ['@ 86400 MX 10 mx.closed-dns-host.test.'];
      },
    ],
    [
      'The registrar lists a name server of a DNS host that closed; its domain is free.',
      'dns/dangling-domain',
      'site',
      (world) => {
        const zone = ownZone(world);
        zone.parentNames = [...zone.servers.map(({ name }) => name), 'ns2.closed-dns-host.test'];
      },
      { also: ['dns/name-servers site', 'dns/parent-child site'] },
    ],
    [
      'One server gives the whole zone to strangers.',
      'dns/zone-transfer',
      'site',
      (world) => {
        ownZone(world).servers[1]!.transfers = true;
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
      'The help centre is an alias of GitHub Pages, where the site was deleted.',
      'dns/dangling-cname',
      'help',
      (world) => {
        const address = '185.199.108.153';
        const gone = { path: '*', status: 404, body: "<p>There isn't a GitHub Pages site here.</p>" };
        world.zones.push(elsewhere('github.io', '205.251.196.42', [`loomly.github.io. A ${address}`]));
        addHost(world, 'help', { addresses: [address], https: [gone] });
        records(world, /^help /, 'help 300 CNAME loomly.github.io.');
      },
    ],
    [
      'The status page is an alias of Vercel, where the project was deleted.',
      'dns/dangling-cname',
      'status',
      (world) => {
        const address = '76.76.21.98';
        const gone = { path: '*', status: 404, body: 'The deployment could not be found on Vercel.\n\nDEPLOYMENT_NOT_FOUND' };
        addHost(world, 'status', { addresses: [address], https: [gone] });
        world.zones.push(elsewhere('vercel.app', '205.251.196.44', [`loomly-status.vercel.app. A ${address}`]));
        records(world, /^status /, 'status 300 CNAME loomly-status.vercel.app.');
      },
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
    [
      'Nobody has signed the zone anew.',
      'dns/dnssec',
      'site',
      (world) => {
        ownZone(world).signed = { from: -30, until: -1 };
      },
    ],
    [
      'The signatures of the zone end tomorrow.',
      'dns/dnssec',
      'site',
      (world) => {
        ownZone(world).signed = { from: -29, until: 1 };
      },
    ],
    [
      'The registrar still has the DS record of the DNS host before.',
      'dns/dnssec',
      'site',
      (world) => {
        ownZone(world).signed = { parentKey: 'another' };
      },
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
      'The AAAA record of the help centre leads to a server that is gone.',
      'dns/ipv6',
      'help',
      (world) => {
        addHost(world, 'help');
        records(world, null, 'help AAAA 2604:a880:400:d0::1a:7001');
      },
    ],
    [
      'Over IPv6 the blog is still the old site.',
      'dns/ipv6',
      'blog',
      (world) => {
        const old = addHost(world, 'blog');
        const address = '2604:a880:400:d0::1a:7002';
        old.https![0]!.body =
          '<!doctype html><title>Blog</title><h1>Blog</h1><p>How to plan a week, invite people and pay with a card.</p>';
        world.sites.push({
          ...old,
          addresses: [address],
          https: [{ path: '*', body: '<!doctype html><h1>It works! Apache2 Debian default</h1>' }],
        });
        records(world, null, `blog AAAA ${address}`);
      },
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
