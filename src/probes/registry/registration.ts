import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { parseRdapDomain, rdapBaseFor } from '../../parsers/rdap.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';

/** Where IANA keeps the list of RDAP services (RFC 9224 section 4). */
const BOOTSTRAP = 'https://data.iana.org/rdap/dns.json';
/** The file had 130 kB in 2026; a domain rarely has 20. */
const BYTES = { bootstrap: 1_000_000, domain: 256_000 } as const;
const MS = 5_000;
/** Registries send on to the service that knows (RFC 9082 section 3.2, RFC 7480 section 5.2), and not for ever. */
const REDIRECTS = 3;

const time = z.string().nullable();

/** What the registry says of the domain: who it was bought from, until when, and in which state. Two questions, to IANA and to the registry. */
export const registration = defineProbe({
  id: 'registry/registration',
  on: 'site',
  touch: 'passive',
  asks: 'the registry who holds the domain until when',
  deadline: 12_000,
  sees: z.object({
    /** Who answered. */
    service: z.string(),
    registrar: z.object({ name: z.string().nullable(), ianaId: z.string().nullable() }),
    status: z.array(z.string()),
    registered: time,
    expires: time,
    changed: time,
    nameServers: z.array(z.string()),
    signed: z.boolean().nullable(),
  }),
  async collect({ domain }, io) {
    if (isPlatformName(domain))
      throw new ProbeError('registry-platform', `${domain} is lent by a platform: it is registered there, not by you.`);
    const found = rdapBaseFor(await ask(io, BOOTSTRAP, BYTES.bootstrap), domain);
    if (typeof found === 'string') throw new ProbeError('registry-bootstrap', `IANA's list of registries cannot be read: ${found}.`);
    if (found.base === null)
      throw new ProbeError(
        'registry-silent',
        `The registry of .${domain.split('.').at(-1)} tells nobody about registrations (no RDAP service).`,
      );
    const parsed = parseRdapDomain(await ask(io, `${found.base}domain/${domain}`, BYTES.domain));
    const service = new URL(found.base).hostname;
    if (typeof parsed === 'string') throw new ProbeError('registry-malformed', `The answer of ${service} cannot be read: ${parsed}.`);
    return { service, ...parsed };
  },
});

/** The body of a 200, over https alone; whatever else comes is a ProbeError. */
async function ask(io: Io, from: string, bodyBytes: number): Promise<string> {
  let url = from;
  for (let hops = 0; hops <= REDIRECTS; hops += 1) {
    const { status, headers, body } = mustAnswer(
      // `trusted`: a registration that anybody on the way may write is none.
      await request(io, {
        url,
        trusted: true,
        headers: { Accept: 'application/rdap+json, application/json' },
        limits: { ms: MS, bodyBytes },
      }),
    );
    const { hostname } = new URL(url);
    if (status === 200 && !body.truncated) return body.bytes.toString('utf8');
    if (status === 200) throw new ProbeError('registry-too-large', `${hostname} answers with more than ${bodyBytes / 1000} kB.`);
    if (status === 404) throw new ProbeError('registry-unknown', `${hostname} does not know this domain.`);
    const to = status >= 300 && status < 400 ? URL.parse(headers.find(([name]) => name === 'location')?.[1] ?? '', url) : null;
    if (!to) throw new ProbeError('registry-refused', `${hostname} answers with status ${status}.`);
    url = to.href;
  }
  throw new ProbeError('registry-loop', `${new URL(from).hostname} sends on more than ${REDIRECTS} times.`);
}
