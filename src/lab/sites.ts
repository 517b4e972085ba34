import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { answer } from './answer.ts';
import type { Authority, Issued } from './ca.ts';
import type { Listeners } from './listeners.ts';
import type { Live } from './live.ts';
import type { Site } from './scenario.ts';

/** Old protocols, short keys and old hashes need OpenSSL's lowest security level; sites that have neither keep the modern default. */
const OLD_CIPHERS = 'DEFAULT:@SECLEVEL=0';
const SHORT_KEY_CIPHERS = 'ECDHE+AESGCM:@SECLEVEL=0';

/**
 * Opens an http and an https listener on every address that has a site for it, and on those that come with a change. SNI picks the
 * certificate, Host the site. The TLS versions of an address are those of the site that was first there.
 */
export async function openSites(live: Live, authority: Authority, listeners: Listeners): Promise<void> {
  const issued = new Map<string, Issued>();
  const opened = new Set<string>();
  const openNew = async (): Promise<void> => {
    await Promise.all(
      live.sites
        .filter((site) => site.https && site.tls !== 'none' && !issued.has(certificateKey(site)))
        .map(async (site) => issued.set(certificateKey(site), await authority.issue(site.certificate ?? { names: site.hosts }))),
    );
    const wanted = live.sites.flatMap((site) =>
      site.addresses.flatMap((address) => [...(site.http ? [`${address} 80`] : []), ...(site.https ? [`${address} 443`] : [])]),
    );
    const fresh = [...new Set(wanted)].filter((place) => !opened.has(place));
    for (const place of fresh) opened.add(place);
    await Promise.all(
      fresh.map((place) => {
        const [address = '', port] = place.split(' ');
        const secure = port === '443';
        const here = (): Site[] => live.sites.filter((site) => site.addresses.includes(address) && (secure ? site.https : site.http));
        const server = secure ? secureServer(here, issued, listeners) : createServer(serve(here, listeners, false));
        return listeners.tcp({ host: address, port: Number(port) }, server);
      }),
    );
  };
  live.onChange(openNew);
  await openNew();
}

/** Sites with equal certificates share one. */
function certificateKey({ certificate, hosts }: Site): string {
  return JSON.stringify(certificate ?? { names: hosts });
}

function secureServer(here: () => Site[], issued: ReadonlyMap<string, Issued>, listeners: Listeners): ReturnType<typeof createServer> {
  const sites = here();
  const first = sites[0];
  const own = first && issued.get(certificateKey(first));
  if (!first || !own || first.tls === 'none') return createServer(serve(here, listeners, false));
  const old = first.tls?.max === 'TLSv1.1' || first.tls?.min === 'TLSv1';
  const short = sites.some(({ certificate }) => certificate?.key === 'rsa1024' || certificate?.hash === 'sha1');
  const list = first.tls?.ciphers ?? (old ? OLD_CIPHERS : short ? SHORT_KEY_CIPHERS : undefined);
  const ciphers = list === undefined ? {} : { ciphers: list };
  const contexts = new Map<string, SecureContext>();
  return createSecureServer(
    {
      ...own,
      ...ciphers,
      minVersion: first.tls?.min ?? (old ? 'TLSv1' : 'TLSv1.2'),
      maxVersion: first.tls?.max ?? 'TLSv1.3',
      SNICallback(name, done) {
        const pair = issued.get(certificateKey(siteFor(here(), name) ?? first)) ?? own;
        const context = contexts.get(pair.cert) ?? createSecureContext({ ...pair, ...ciphers });
        contexts.set(pair.cert, context);
        done(null, context);
      },
    },
    serve(here, listeners, true),
  );
}

function serve(here: () => Site[], listeners: Listeners, secure: boolean): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    listeners.counts.requests += 1;
    listeners.counts.asked.push({ at: performance.now(), method: request.method ?? '', host, path: request.url ?? '', hasBody });
    const site = siteFor(here(), host);
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
