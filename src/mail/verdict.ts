import type { Io } from '../core/io.ts';
import { entryHop, hopsOf, mailFields, type MailField, parseAuthenticationResults } from '../parsers/mail-trace.ts';
import { nodeResolver } from './resolver.ts';
import type { Inbox } from './settings.ts';

/** A word of RFC 8601; `temperror` is "nobody could tell just now". */
export type Result = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'policy' | 'permerror' | 'temperror';

/** What a message that arrived proves of its sender. */
export interface Verdict {
  /** The domain people see in From. */
  from: string;
  spf: { result: Result; domain: string; aligned: boolean };
  dkim: { result: Result; domain: string; selector: string; aligned: boolean; why: string }[];
  dmarc: { result: Result; policy: string | null };
  /** Where the mailbox's provider took it from; null when its Received lines do not tell. */
  ip: string | null;
  encrypted: boolean | null;
  /** `List-Unsubscribe` with one click (RFC 8058), both headers. */
  oneClick: boolean;
  /** What the provider itself says, from its topmost Authentication-Results; null when there is none to believe. */
  provider: { spf: string | null; dkim: string | null; dmarc: string | null } | null;
}

/** Whose servers may be believed, by mailbox provider. */
const PROVIDERS = {
  gmail: { within: ['google.com', 'gmail.com'], says: /^(?:mx\.google\.com|gmail-smtp-in\.gmail\.com)$/ },
  // Microsoft's field begins with the first result and names nobody.
  outlook: { within: ['outlook.com', 'office365.com'], says: /^[a-z0-9.-]*\.?(?:outlook|office365)\.com$/ },
  other: { within: [], says: null },
} as const;

/**
 * Judges an arrived message by what is in it and in DNS now: SPF for the address the provider saw, DKIM for its bytes, DMARC for the
 * two (mailauth, every RFC taken strictly). Never throws for what the message or DNS says.
 */
export async function judgeMessage(io: Io, raw: Buffer, inbox: Pick<Inbox, 'provider' | 'authservId'>): Promise<Verdict> {
  const { authenticate } = await import('mailauth');
  const fields = mailFields(raw);
  const hop = entryHop(hopsOf(fields), PROVIDERS[inbox.provider].within);
  const sender = /<([^<>\s]*)>/.exec(fields.find(({ name }) => name === 'return-path')?.value ?? '')?.[1] ?? '';
  const judged = await authenticate(raw, {
    ...(hop ? { ip: hop.ip, helo: hop.helo } : {}),
    sender,
    mta: 'launch-ready.invalid',
    resolver: nodeResolver(io) as (name: string, type: string) => Promise<string[][]>, // as: the typing leaves MX out
    disableArc: true,
    disableBimi: true,
    strict: true,
  });
  const from = domainOf(judged.dkim.headerFrom[0] ?? '');
  const { spf } = judged;
  const dmarc = judged.dmarc === false ? null : judged.dmarc;
  const aligned = await alignment(from);
  return {
    from,
    spf: spf === false || !hop ? NO_SPF : { result: spf.status.result as Result, domain: spf.domain, aligned: aligned(spf.domain) }, // as: SPF has RFC 8601's words
    // Without a signature there is one result that names nobody.
    dkim: judged.dkim.results
      .filter(({ signingDomain }) => signingDomain)
      .slice(0, 10)
      .map(({ status, signingDomain = '', selector = '' }) => ({
        result: status.result as Result, // as: DKIM has RFC 8601's words
        domain: signingDomain.toLowerCase(),
        selector,
        aligned: aligned(signingDomain.toLowerCase()),
        why: (status.comment ?? '').slice(0, 200),
      })),
    dmarc: { result: (dmarc?.status.result ?? 'none') as Result, policy: dmarc?.policy ?? null }, // as: DMARC has RFC 8601's words
    ip: hop?.ip ?? null,
    encrypted: hop?.encrypted ?? null,
    oneClick: isOneClick(fields),
    provider: believed(fields, inbox),
  };
}

const NO_SPF: Verdict['spf'] = { result: 'none', domain: '', aligned: false };

/** Whether a domain belongs to the organisation of From, as receivers that follow the public suffix list see it (RFC 7489). */
async function alignment(from: string): Promise<(domain: string) => boolean> {
  const { getDomain } = await import('tldts');
  const organisation = (domain: string): string => getDomain(domain, { allowPrivateDomains: true }) ?? domain;
  return (domain) => domain !== '' && organisation(domain) === organisation(from);
}

/** What the provider's own topmost field says; a field with another name may be the sender's. */
function believed(fields: readonly MailField[], { provider, authservId }: Pick<Inbox, 'provider' | 'authservId'>): Verdict['provider'] {
  const top = fields.find(({ name }) => name === 'authentication-results');
  if (!top) return null;
  const { by, results } = parseAuthenticationResults(top.value);
  const { says } = PROVIDERS[provider];
  const known =
    authservId === undefined ? (by === null ? provider === 'outlook' : (says?.test(by) ?? false)) : by === authservId.toLowerCase();
  if (!known) return null;
  const of = (method: string): string | null => results.find((each) => each.method === method)?.result ?? null;
  return { spf: of('spf'), dkim: of('dkim'), dmarc: of('dmarc') };
}

function isOneClick(fields: readonly MailField[]): boolean {
  const value = (wanted: string): string => fields.find(({ name }) => name === wanted)?.value ?? '';
  return /<https:/i.test(value('list-unsubscribe')) && /List-Unsubscribe=One-Click/i.test(value('list-unsubscribe-post'));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
