import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { answer } from './answer.ts';
import type { Authority, Issued } from './ca.ts';
import type { Listeners } from './listeners.ts';
import type { Site } from './scenario.ts';

/** Old protocols and short keys need OpenSSL's lowest security level; sites that have neither keep the modern default. */
const OLD_CIPHERS = 'DEFAULT:@SECLEVEL=0';

/** Opens an http and an https listener on every address that has a site for it. SNI picks the certificate, Host the site. */
export async function openSites(sites: readonly Site[], authority: Authority, listeners: Listeners): Promise<void> {
  const issued = new Map(
    await Promise.all(
      sites
        .filter((site) => site.https && site.tls !== 'none')
        .map(async (site) => [site, await authority.issue(site.certificate ?? { names: site.hosts })] as const),
    ),
  );
  const addresses = [...new Set(sites.flatMap((site) => site.addresses))];
  await Promise.all(
    addresses.flatMap((address) => {
      const here = sites.filter((site) => site.addresses.includes(address));
      const plain = here.filter((site) => site.http);
      const secure = here.filter((site) => site.https);
      return [
        ...(plain.length > 0 ? [listeners.tcp({ host: address, port: 80 }, createServer(serve(plain, listeners, false)))] : []),
        ...(secure.length > 0 ? [listeners.tcp({ host: address, port: 443 }, secureServer(secure, issued, listeners))] : []),
      ];
    }),
  );
}

function secureServer(sites: readonly Site[], issued: ReadonlyMap<Site, Issued>, listeners: Listeners): ReturnType<typeof createServer> {
  const first = sites[0];
  const own = first && issued.get(first);
  if (!first || !own || first.tls === 'none') return createServer(serve(sites, listeners, false));
  const old = first.tls?.max === 'TLSv1.1' || sites.some((site) => site.certificate?.key === 'rsa1024');
  const ciphers = old ? { ciphers: OLD_CIPHERS } : {};
  const contexts = new Map<string, SecureContext>();
  const server = createSecureServer(
    {
      ...own,
      ...ciphers,
      minVersion: old ? 'TLSv1' : (first.tls?.min ?? 'TLSv1.2'),
      maxVersion: first.tls?.max ?? 'TLSv1.3',
      SNICallback(name, done) {
        const pair = issued.get(siteFor(sites, name) ?? first) ?? own;
        const context = contexts.get(pair.cert) ?? createSecureContext({ ...pair, ...ciphers });
        contexts.set(pair.cert, context);
        done(null, context);
      },
    },
    serve(sites, listeners, true),
  );
  return server;
}

function serve(sites: readonly Site[], listeners: Listeners, secure: boolean): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    listeners.counts.requests += 1;
    const site = siteFor(sites, (request.headers.host ?? '').replace(/:\d+$/, ''));
    if (!site) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no site of this name here.\n');
      return;
    }
    answer(site, (secure || site.tls === 'none' ? (site.https ?? site.http) : site.http) ?? [], { request, response, secure });
  };
}

function siteFor(sites: readonly Site[], host: string): Site | undefined {
  const name = host.toLowerCase();
  return sites.find((site) => site.hosts.some((each) => each === name || (each.startsWith('*.') && name.endsWith(each.slice(1)))));
}
