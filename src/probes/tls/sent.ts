import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { SUITES, weaknessOf } from '../../parsers/tls-suites.ts';
import { BROWSER_GROUPS } from '../../parsers/tls-hello.ts';
import type { Endpoint } from '../net/connect.ts';
import { askHello } from './ask-hello.ts';
import { isSignedBy } from './describe.ts';

/** One certificate of a list as it was sent. */
export const sentSchema = z.object({
  /** Common name, or as much of the subject as there is. */
  subject: z.string(),
  /** The place in the list of the certificate that signed this one; null when it was not sent. A root signs itself. */
  issuedBy: z.int().nullable(),
});
export type Sent = z.output<typeof sentSchema>;

/** Certificates of a list that are kept. */
const KEPT = 10;

const SOUND = [...SUITES].filter(
  ([, name]) => name.includes('_WITH_') && weaknessOf(name) === null && !/ARIA|CAMELLIA|CCM|DSS|SEED|_ECDH_/.test(name),
);
/** What browsers offer up to TLS 1.2. */
const BROWSER = [...SOUND.map(([code]) => code), 0x002f, 0x0035];

/** What a host that is asked for TLS 1.2 sends in clear: its list, and whether it marks that it could have spoken TLS 1.3. */
export interface InClear {
  sent: Sent[] | null;
  marked: boolean | null;
}

/**
 * The certificates that a host sends, read from the wire: in TLS 1.3 they are encrypted, and a library gives its own view of them. Null
 * where TLS 1.3 alone is spoken or nothing can be read.
 */
export async function sentInClear(io: Io, to: Endpoint & { address: string }): Promise<InClear> {
  const asking = { version: 'TLSv1.2', suites: BROWSER, groups: BROWSER_GROUPS, alpn: ['h2', 'http/1.1'], wants: 'all' } as const;
  const reply = await askHello(io, to, asking);
  if (reply.is !== 'yes') return { sent: null, marked: null };
  return { sent: listIn(reply.answer.chain), marked: reply.answer.hello.marked };
}

function listIn(ders: readonly Uint8Array[]): Sent[] | null {
  if (ders.length === 0) return null;
  const chain = ders.slice(0, KEPT).map(read);
  if (chain.includes(null)) return null;
  const list = chain.filter((each) => each !== null);
  return list.map((each) => ({ subject: nameOf(each), issuedBy: issuerOf(each, list) }));
}

function read(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null; // not a certificate that this OpenSSL can read
  }
}

function nameOf({ subject }: X509Certificate): string {
  const text = /^CN=(.*)$/m.exec(subject ?? '')?.[1] ?? subject ?? '';
  return text.replaceAll(/\s+/g, ' ').slice(0, 120);
}

function issuerOf(certificate: X509Certificate, list: readonly X509Certificate[]): number | null {
  const at = list.findIndex((other) => isSignedBy(certificate, other));
  return at < 0 ? null : at;
}
