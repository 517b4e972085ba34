import { createHash } from 'node:crypto';
import type { Io } from '../core/io.ts';
import { txtText } from '../parsers/dns-message-record.ts';
import { orNull, resolve } from '../probes/net/dns-client.ts';
import type { SenderAddress } from './bulk.ts';

/** A digest of the records that delivery stands on: SPF, DMARC and DKIM keys. Null when DNS did not answer for one of them. */
export async function recordsDigest(io: Io, domain: string, selectors: readonly string[]): Promise<string | null> {
  const names = [domain, `_dmarc.${domain}`, ...[...new Set(selectors)].sort().map((selector) => `${selector}._domainkey.${domain}`)];
  const answers = await Promise.all(names.map((name) => orNull(resolve(io, name, 'TXT'))));
  const texts: string[] = [];
  for (const [i, answer] of answers.entries()) {
    if (answer === null || answer.outcome === 'servfail') return null;
    const held = answer.records.map(txtText).filter((text) => i > 0 || /^v=spf1/i.test(text));
    texts.push(`${names[i]} ${held.sort().join(' | ')}`);
  }
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

/** The name of a sending address and whether it leads back (FCrDNS). */
export async function senderAddress(io: Io, ip: string): Promise<SenderAddress> {
  const name = ip.includes(':') ? null : `${ip.split('.').toReversed().join('.')}.in-addr.arpa`;
  if (name === null) return { ip, name: null, returns: null }; // IPv6 reverse names are not looked up yet
  const answer = await orNull(resolve(io, name, 'PTR'));
  if (answer === null || answer.outcome === 'servfail') return { ip, name: null, returns: null };
  const host = answer.records[0]?.target.replace(/\.$/, '');
  if (host === undefined) return { ip, name: null, returns: false };
  const back = await orNull(resolve(io, host, 'A'));
  return { ip, name: host, returns: back === null ? null : back.records.some(({ address }) => address === ip) };
}
