import type { SeenHost } from './hsts-reach.ts';
import { sampleAddress, sampleRefusal } from './sample-tls.ts';
import { sampleWalk } from './sample-walk.ts';

/** A host that leads from http to https and has a certificate, for examples, with the HSTS header it sends. */
export function sampleHost(host: string, hsts: string | null = null, change: Partial<SeenHost['saw']['entry']> = {}): SeenHost {
  return {
    host,
    saw: {
      entry: {
        http: sampleWalk([`http://${host}/ 308`, `https://${host}/ 200`]),
        https: sampleWalk([`https://${host}/ 200`]),
        headers: hsts === null ? [] : [['strict-transport-security', hsts]],
        ...change,
      },
      certificate: { addresses: [sampleAddress({ names: [host] })] },
    },
  };
}

/** A host that shows its pages over plain http alone, for examples. */
export function samplePlainHost(host: string): SeenHost {
  const entry = {
    http: sampleWalk([`http://${host}/ 200`]),
    https: sampleWalk([`https://${host}/ ECONNREFUSED`], 'error'),
    headers: [],
  };
  return { host, saw: { entry, certificate: { addresses: [sampleRefusal('refused')] } } };
}
