import { dig, digOne, unquoted } from './dig.ts';
import { addressesOf, dataOf, outcomeOf } from './dns-view.ts';
import { run } from './run.ts';

const SPF = /^v=spf1(?: |$)/i;

/** What dig makes of mail/mx. */
export async function mxView(
  domain: string,
): Promise<{ records: { preference: number; exchange: string; addresses: string[]; isAlias: boolean }[] }> {
  const { answers } = await digOne({ name: domain, type: 'MX' });
  const list = dataOf(answers, 'MX').map((data) => {
    const [preference = '', exchange = ''] = data.split(' ');
    return { preference: Number(preference), exchange };
  });
  list.sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1));
  const records = list.map(async (record) => ({
    ...record,
    addresses: await addressesOf(record.exchange),
    isAlias: dataOf((await digOne({ name: record.exchange, type: 'A' })).answers, 'CNAME').length > 0,
  }));
  return { records: await Promise.all(records) };
}

/** What openssl makes of mail/smtp: who answers on port 25, and whether a TLS session can be had there. */
export async function smtpView(domain: string): Promise<unknown> {
  const { records } = await mxView(domain);
  const servers = records.flatMap(({ exchange, addresses }) => (addresses[0] === undefined ? [] : [{ exchange, address: addresses[0] }]));
  return {
    servers: await Promise.all(
      servers.map(async ({ exchange, address }) => {
        const { err } = await run('openssl', ['s_client', '-connect', `${address}:25`, '-starttls', 'smtp', '-brief']);
        return {
          exchange,
          address,
          outcome: /errno=111/.test(err) ? 'refused' : 'answered',
          starttls: err.includes('CONNECTION ESTABLISHED'),
        };
      }),
    ),
  };
}

/** What dig makes of mail/spf, includes followed by their text alone. */
export async function spfView(domain: string): Promise<unknown> {
  const records = await textsOf(domain, SPF);
  const included: Record<string, { outcome: string; records: string[] }> = {};
  const looked: Record<string, number> = {};
  const follow = async (list: readonly string[]): Promise<void> => {
    for (const name of namesIn(list, /\b(?:include:|redirect=)(\S+)/g)) {
      if (included[name]) continue;
      const reply = await digOne({ name, type: 'TXT' });
      included[name] = {
        outcome: outcomeOf(reply, 'TXT'),
        records: dataOf(reply.answers, 'TXT')
          .map(unquoted)
          .filter((text) => SPF.test(text))
          .sort(),
      };
      await follow(included[name].records);
    }
    for (const name of namesIn(list, /\sa:(\S+)/g)) looked[name] = (await addressesOf(name)).length;
  };
  await follow(records);
  return { records, included, looked };
}

/** What dig makes of mail/dmarc, for a domain right below a top-level domain. */
export async function dmarcView(domain: string): Promise<unknown> {
  const names = [domain, domain.slice(domain.indexOf('.') + 1)].map((name) => `_dmarc.${name}`);
  const walk = await Promise.all(names.map(async (name) => ({ name, records: await textsOf(name, /^v=DMARC1/) })));
  const receivers = namesIn(
    walk.flatMap(({ records }) => records),
    /@([^,;!\s]+)/g,
  ).filter((name) => name !== domain);
  return {
    walk,
    receivers: await Promise.all(
      receivers.map(async (name) => ({
        domain: name,
        authorised: (await textsOf(`${domain}._report._dmarc.${name}`, /^v=DMARC1/)).length > 0,
      })),
    ),
  };
}

/** What dig finds below `_domainkey` at the selectors given. */
export async function dkimView(domain: string, selectors: readonly string[]): Promise<unknown> {
  const replies = await dig(selectors.map((selector) => ({ name: `${selector}._domainkey.${domain}`, type: 'TXT' })));
  const found = replies.flatMap((reply, i) => {
    if (!reply || reply.answers.length === 0) return [];
    const [text] = dataOf(reply.answers, 'TXT');
    return [
      {
        selector: selectors[i] ?? '',
        cname: dataOf(reply.answers, 'CNAME')[0] ?? null,
        record: text === undefined ? null : unquoted(text),
      },
    ];
  });
  return { asked: replies.length, selectors: found.sort((a, b) => (a.selector < b.selector ? -1 : 1)) };
}

async function textsOf(name: string, kind: RegExp): Promise<string[]> {
  const { answers } = await digOne({ name, type: 'TXT' });
  return dataOf(answers, 'TXT')
    .map(unquoted)
    .filter((text) => kind.test(text))
    .sort();
}

function namesIn(texts: readonly string[], pattern: RegExp): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name.toLowerCase())))].sort();
}
