import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { parentName, plainName } from '../../parsers/dns-message-name.ts';
import { type Dmarc, isDmarc, looksLikeDmarc, parseDmarc } from '../../parsers/dmarc.ts';
import { orNull } from '../net/dns-client.ts';
import { brokenName, txtOf } from './txt.ts';

/** RFC 9989 section 4.10: names of more labels are cut to this many after the first query, so that a walk takes 8 queries at most. */
const LABELS = 7;
/** Report receivers looked up at most. */
const RECEIVERS = 10;

/** The DMARC records of the domain's tree walk (RFC 9989) and whether foreign report receivers have agreed. */
export const mailDmarc = defineProbe({
  id: 'mail/dmarc',
  on: 'site',
  touch: 'passive',
  asks: 'the resolver for DMARC records',
  deadline: 8_000,
  sees: z.object({
    /** From `_dmarc.<domain>` upwards. `records` are TXT strings that begin with v=DMARC1, or that were plainly meant to. */
    walk: z.array(z.object({ name: z.string(), records: z.array(z.string()) })),
    /** For each report address outside the domain: whether `<domain>._report._dmarc.<other>` authorises it. */
    receivers: z.array(z.object({ domain: z.string(), authorised: z.boolean() })),
  }),
  async collect({ domain }, io) {
    const walk: { name: string; records: string[] }[] = [];
    for (const at of treeOf(domain)) {
      const name = `_dmarc.${at}`;
      // Once a policy is found, the names above only tell whose domain it is; one of them may fail.
      const found = walk.some(hasPolicy) ? await orNull(txtOf(io, name)) : await txtOf(io, name);
      if (!found) break;
      const { outcome, texts } = found;
      if (outcome === 'servfail' && !walk.some(hasPolicy)) throw brokenName(name);
      walk.push({ name, records: texts.filter(looksLikeDmarc) });
      const psd = policyIn(texts)?.publicSuffix;
      if (psd === 'n' || (psd === 'y' && walk.length > 1)) break;
    }
    const step = walk.find(hasPolicy);
    const publisher = step ? step.name.slice('_dmarc.'.length) : domain;
    return { walk, receivers: await receiversOf(io, publisher, step ? policyIn(step.records) : null) };
  },
});

function hasPolicy(step: { records: readonly string[] }): boolean {
  return policyIn(step.records)?.valid === true;
}

/** The one DMARC record among TXT strings; several count as none. */
function policyIn(texts: readonly string[]): Dmarc | null {
  const [text, ...more] = texts.filter(isDmarc);
  return text === undefined || more.length > 0 ? null : parseDmarc(text);
}

/** The names of a tree walk, nearest first. */
function treeOf(domain: string): string[] {
  const own = plainName(domain);
  const labels = own.split('.');
  const names = [own];
  const start = labels.length > LABELS ? labels.slice(-LABELS).join('.') : parentName(own);
  for (let name = start; name !== ''; name = parentName(name)) names.push(name);
  return names;
}

/** RFC 9990 section 4: a receiver outside the domain agrees by a TXT record at its own name. One whose servers fail is left out. */
async function receiversOf(io: Io, domain: string, dmarc: Dmarc | null): Promise<{ domain: string; authorised: boolean }[]> {
  const domains = [...(dmarc?.aggregate ?? []), ...(dmarc?.failure ?? [])].flatMap((uri) => uri.domain ?? []);
  const foreign = [...new Set(domains)].filter((each) => each !== domain && !each.endsWith(`.${domain}`)).sort();
  const asked = await Promise.all(
    foreign.slice(0, RECEIVERS).map(async (receiver) => {
      const found = await orNull(txtOf(io, `${domain}._report._dmarc.${receiver}`));
      if (!found || found.outcome === 'servfail') return [];
      return [{ domain: receiver, authorised: found.texts.some(isDmarc) }];
    }),
  );
  return asked.flat();
}
