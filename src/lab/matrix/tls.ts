import { addHost, hostName, site } from './edit.ts';
import { faultsOn } from './fault.ts';

/** Certificates and protocols. */
export const tls = faultsOn('fernway.test', [
  [
    'The certificate of the app ended three days ago.',
    'tls/expiry',
    'app',
    (world) => {
      site(world, 'app').certificate = { names: [hostName(world, 'app')], from: -93, until: -3 };
    },
  ],
  [
    'The certificate of the docs ends in two days.',
    'tls/expiry',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], from: -88, until: 2 };
    },
  ],
  [
    'The certificate of the API begins tomorrow.',
    'tls/expiry',
    'api',
    (world) => {
      site(world, 'api').certificate = { names: [hostName(world, 'api')], from: 1, until: 90 };
    },
  ],
  [
    'The API does not send its intermediate certificate.',
    'tls/chain',
    'api',
    (world) => {
      site(world, 'api').certificate = { names: [hostName(world, 'api')], issuer: 'missing-intermediate' };
    },
  ],
  [
    'The docs sign their own certificate.',
    'tls/chain',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], issuer: 'self-signed' };
    },
  ],
  [
    'The app has a certificate of a private authority.',
    'tls/chain',
    'app',
    (world) => {
      site(world, 'app').certificate = { names: [hostName(world, 'app')], issuer: 'private-root' };
    },
  ],
  [
    'The API sends its chain in the wrong order.',
    'tls/chain',
    'api',
    (world) => {
      site(world, 'api').certificate = { names: [hostName(world, 'api')], issuer: 'wrong-order' };
    },
  ],
  [
    'The docs send a certificate that is not of their chain.',
    'tls/chain',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], issuer: 'foreign-extra' };
    },
  ],
  [
    'The docs send an intermediate certificate that has ended.',
    'tls/chain',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], issuer: 'expired-intermediate' };
    },
  ],
  [
    'The API still sends a cross-signed root that has ended.',
    'tls/chain',
    'api',
    (world) => {
      site(world, 'api').certificate = { names: [hostName(world, 'api')], issuer: 'expired-cross-sign' };
    },
  ],
  [
    'The app sends a private authority along with its certificate.',
    'tls/chain',
    'app',
    (world) => {
      site(world, 'app').certificate = { names: [hostName(world, 'app')], issuer: 'private-chain' };
    },
  ],
  [
    'The certificate of the docs is signed with SHA-1.',
    'tls/key',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], hash: 'sha1' };
    },
  ],
  [
    'The server of the API at its IPv6 address was left out of the renewal.',
    'tls/addresses',
    'api',
    (world) => {
      const api = site(world, 'api');
      const six = api.addresses.filter((address) => address.includes(':'));
      world.sites.push({ ...api, addresses: six, certificate: { names: [hostName(world, 'api')], from: -66, until: 24 } });
      api.addresses = api.addresses.filter((address) => !six.includes(address));
    },
  ],
  [
    'The certificate of the API lives 47 days and has five left.',
    'tls/expiry',
    'api',
    (world) => {
      site(world, 'api').certificate = { names: [hostName(world, 'api')], from: -42, until: 5 };
    },
  ],
  [
    'The certificate of www is for another name.',
    'tls/name',
    'www',
    (world) => {
      site(world, 'www').certificate = { names: ['cname.vercel-dns.com'] };
    },
  ],
  [
    'The certificate of the app covers the apex alone.',
    'tls/name',
    'app',
    (world) => {
      site(world, 'app').certificate = { names: [world.domain] };
    },
  ],
  [
    'The docs use a 1024-bit RSA key.',
    'tls/key',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], key: 'rsa1024' };
    },
  ],
  [
    'The API speaks nothing newer than TLS 1.1.',
    'tls/protocol',
    'api',
    (world) => {
      site(world, 'api').tls = { max: 'TLSv1.1' };
    },
  ],
  [
    'The app uses a 1024-bit RSA key.',
    'tls/key',
    'app',
    (world) => {
      site(world, 'app').certificate = { names: [hostName(world, 'app')], key: 'rsa1024' };
    },
  ],
  [
    'The docs do not send their intermediate certificate.',
    'tls/chain',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'docs')], issuer: 'missing-intermediate' };
    },
  ],
  [
    'The certificate of the docs is for the app.',
    'tls/name',
    'docs',
    (world) => {
      site(world, 'docs').certificate = { names: [hostName(world, 'app')] };
    },
  ],
  [
    'HSTS of the docs lasts an hour.',
    'tls/hsts',
    'docs',
    (world) => {
      site(world, 'docs').headers!['Strict-Transport-Security'] = 'max-age=3600';
    },
  ],
  [
    'The API accepts TLS 1.0 beside TLS 1.3.',
    'tls/protocol',
    'api',
    (world) => {
      site(world, 'api').tls = { min: 'TLSv1' };
    },
  ],
  [
    'The help centre accepts connections without encryption.',
    'tls/suites',
    'help',
    (world) => {
      addHost(world, 'help', { addresses: ['167.99.44.12'], tls: { ciphers: 'ECDHE+AESGCM:eNULL:@SECLEVEL=0' } });
    },
  ],
  [
    'The API accepts connections without a certificate.',
    'tls/suites',
    'api',
    (world) => {
      site(world, 'api').tls = { ciphers: 'ECDHE+AESGCM:aNULL:@SECLEVEL=0' };
    },
  ],
  [
    'Nothing listens on port 443 of the help centre.',
    'tls/handshake',
    'help',
    (world) => {
      const added = addHost(world, 'help', { addresses: ['167.99.44.12'] });
      delete added.https;
      added.http = [{ path: '*', status: 404, body: 'gone' }];
    },
    { also: ['routing/https help', 'routing/reachable help'] },
  ],
  [
    'The app sends no HSTS.',
    'tls/hsts',
    'app',
    (world) => {
      site(world, 'app').headers!['Strict-Transport-Security'] = '';
    },
  ],
  [
    'HSTS of the app lasts no number of seconds.',
    'tls/hsts',
    'app',
    (world) => {
      site(world, 'app').headers!['Strict-Transport-Security'] = 'max-age=abc';
    },
  ],
  [
    'HSTS of the API is switched off.',
    'tls/hsts',
    'api',
    (world) => {
      site(world, 'api').headers!['Strict-Transport-Security'] = 'max-age=0';
    },
  ],
]);
