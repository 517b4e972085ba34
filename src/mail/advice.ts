import type { Cell } from './matrix.ts';
import { isAligned, isUncertain } from './matrix.ts';
import { meaningOf } from './smtp-status.ts';
import type { Verdict } from './verdict.ts';

/** What mends a cell, the cause before its effect. Pure. */
export function fixesFor(cell: Omit<Cell, 'good' | 'fixes'>): string[] {
  switch (cell.landed) {
    case 'unsent':
      return [`Check \`mail.smtp\`: ${cell.told}.`];
    case 'unread':
      return [`Check the \`imap\` part of the inbox ${cell.inbox}: ${cell.told}.`];
    case 'bounced': {
      const { means, fix } = meaningOf(cell.refusal?.code ?? 0, cell.refusal?.status ?? null);
      return [`${means.charAt(0).toUpperCase()}${means.slice(1)}. ${fix}`];
    }
    case 'lost':
      return ["Look for it in your mail provider's log. Taken and never shown mostly means a silent block of the domain or its links."];
    case 'inbox':
    case 'promotions':
    case 'spam':
    case 'elsewhere':
      return [...(cell.verdict ? proofFixes(cell.verdict) : []), ...placeFixes(cell)];
    default:
      return cell.landed satisfies never;
  }
}

function proofFixes(verdict: Verdict): string[] {
  if (isUncertain(verdict)) return ['DNS did not answer while the mail was judged. Run the test again.'];
  const fixes: string[] = [];
  const { from, dkim, spf, dmarc } = verdict;
  if (!isAligned(verdict)) fixes.push(...dkimFixes(verdict));
  if (!isAligned(verdict) && spf.result === 'permerror')
    fixes.push(`Mend the SPF record of ${spf.domain}: receivers cannot read it. \`launch-ready audit --only email\` shows why.`);
  else if (!isAligned(verdict) && spf.result === 'none' && spf.domain !== '')
    fixes.push(`Publish an SPF record at ${spf.domain} with the term of your mail provider: there is none.`);
  else if (!isAligned(verdict) && spf.result !== 'pass' && spf.domain !== '')
    fixes.push(
      `Add the SPF term of your mail provider to the TXT record of ${spf.domain}: ${verdict.ip ?? 'the sending address'} is not in it (${spf.result}).`,
    );
  if (dmarc.result === 'none') fixes.push(`Publish TXT _dmarc.${from} "v=DMARC1; p=none; rua=mailto:dmarc@${from}", and only one.`);
  if (isAligned(verdict) && !dkim.some((each) => each.result === 'pass' && each.aligned))
    fixes.push(`Turn DKIM on for ${from} as well: SPF alone breaks when mail is forwarded.`);
  return fixes;
}

function dkimFixes({ from, dkim }: Verdict): string[] {
  const own = dkim.find((each) => each.aligned);
  if (own && own.result !== 'pass') {
    const name = `${own.selector}._domainkey.${own.domain}`;
    return /no key|missing key|key value/i.test(own.why)
      ? [`Publish TXT ${name} with the key your mail provider shows: the mail is signed with it, and DNS does not have it.`]
      : [`Copy the key of TXT ${name} from your mail provider again: the signature does not fit it (${own.why || own.result}).`];
  }
  const other = dkim.find((each) => each.result === 'pass') ?? dkim[0];
  if (other)
    return [
      `Add ${from} as a sending domain at your mail provider and publish its DKIM key: the mail is signed by ${other.domain}, not by you.`,
    ];
  return [`Turn DKIM on for ${from} at your mail provider and publish the key it shows: the mail is not signed at all.`];
}

function placeFixes({ landed, told, kind, verdict }: Omit<Cell, 'good' | 'fixes'>): string[] {
  if (landed === 'elsewhere') return [`A filter of the mailbox moved it to ${told}. Look at the filters there.`];
  if (landed === 'promotions')
    return [
      `The ${kind} mail was taken for advertising. Leave offers, banners and tracking out of it, and send advertising from another subdomain.`,
    ];
  if (landed !== 'spam') return [];
  const proven = verdict !== null && isAligned(verdict);
  return proven
    ? ['It proves to be yours and is still taken for spam. Look at links and wording, and at the age and reputation of the domain.']
    : ['Mend the proof first; most providers then stop taking it for spam. Mark it "not spam" once and send again.'];
}
