import type { Config } from '../../core/config.ts';
import { UserError } from '../../core/errors.ts';
import { evidenceKey } from '../../core/bundle.ts';
import { freshRun, type Io } from '../../core/io.ts';
import { type LastTest, nextMailTest } from '../../mail/due.ts';
import { recordsDigest } from '../../mail/records.ts';
import { runMailTest } from '../../mail/run.ts';
import { mailSettings } from '../../mail/settings.ts';
import type { LookAtMail } from '../../monitor/mail.ts';
import { mailDkim } from '../../probes/mail/dkim.ts';
import { audit } from '../audit.ts';
import { withinBudget } from './budget.ts';
import { lastMailTest } from './test.ts';

const DAY = 86_400_000;
const RECORDS = /^email\/(spf|dkim|dmarc)/;

type Outcome = LastTest['outcome'];
interface Part {
  outcome: Outcome;
  says: string;
  selectors: string[];
}

/**
 * Tests the mail of a product when that is due: each week, the day after a test that did not pass, and within the hour of a change of
 * SPF, DKIM or DMARC (MAIL-8). The published records are judged, and where there are seed inboxes real mail is sent to them.
 */
export function makeMailWatch({ config, state, io: outer }: { config: Config; state: string; io: Io }): LookAtMail {
  return async (stored) => {
    const io = freshRun(outer); // each look sees DNS as it is by then
    const last = (stored as LastTest | null) ?? lastMailTest(state); // as: what the look before gave to remember
    const domain = /@([^\s@>]+)>?\s*$/.exec(config.mail.from ?? '')?.[1]?.toLowerCase() ?? config.domain;
    if (domain === undefined || !(await isDue(io, last))) return null;
    const at = io.now().toISOString();
    const published = await judgeRecords(io, config, domain);
    const parts = [published, ...(config.mail.inboxes?.length ? [await sendTest(io, config)] : [])];
    const outcome = (['fail', 'unknown'] as const).find((each) => parts.some((part) => part.outcome === each)) ?? 'pass';
    const says = parts
      .filter((part) => part.outcome !== 'pass')
      .map((part) => part.says)
      .join(' ');
    const selectors = [...new Set([...config.mail.dkim_selectors, ...parts.flatMap((part) => part.selectors)])].sort();
    const records = (await recordsDigest(io, domain, selectors)) ?? '';
    return { domain, outcome, says, remember: { at, outcome, records, domain, selectors } satisfies LastTest };
  };
}

async function isDue(io: Io, last: LastTest | undefined): Promise<boolean> {
  const records = last ? await recordsDigest(io, last.domain, last.selectors) : null;
  const { due, because } = nextMailTest(last, io.now(), records ?? undefined);
  if (because === 'not-passed') return io.now().getTime() >= Date.parse(last?.at ?? '') + DAY;
  return due <= io.now();
}

/** SPF, DKIM and DMARC as the audit judges them; what it calls medium or low wakes nobody. */
async function judgeRecords(io: Io, config: Config, domain: string): Promise<Part> {
  const told = { name: 'launch-ready.json', text: JSON.stringify(config) };
  const { report, bundle } = await audit.run({ target: domain, only: ['email'], config: told }, io, () => undefined);
  const about = report.findings.filter(({ check, severity }) => RECORDS.test(check) && (severity === 'blocker' || severity === 'high'));
  const bad = about.filter(({ state }) => state === 'fail');
  const unknown = about.filter(({ state }) => state === 'unknown');
  const dkim = bundle.evidence[evidenceKey(mailDkim, { kind: 'site', domain })];
  return {
    outcome: bad.length > 0 ? 'fail' : unknown.length > 0 ? 'unknown' : 'pass',
    says: bad.map(({ title }) => `${title}.`).join(' '),
    selectors: dkim?.ok ? mailDkim.sees.parse(dkim.saw).selectors.map(({ selector }) => selector) : [],
  };
}

/** Real mail to the seed inboxes. A setting that is missing here is unknown, never well. */
async function sendTest(io: Io, config: Config): Promise<Part> {
  try {
    const settings = mailSettings(config, io.env);
    withinBudget(settings);
    const { outcome, cells, selectors } = await runMailTest(io, settings);
    const bad = cells.filter(({ good }) => !good).map(({ kind, inbox, landed }) => `${kind} to ${inbox}: ${landed}`);
    return { outcome, says: `Test mails do not land or do not prove to be yours (${bad.join(', ')}).`, selectors };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'interrupted') throw error;
    return { outcome: 'unknown', says: error.message, selectors: [] };
  }
}
