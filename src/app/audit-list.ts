import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Report } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import { resolveProfile } from '../core/profile.ts';
import { profiles } from '../profiles/index.ts';
import { audit } from './audit.ts';
import { readTarget } from './target.ts';

/** Domains audited at the same time: most of an audit is waiting for its turn to ask, and the evidence of each is held in memory. */
const AT_ONCE = 8;

/** A domain of a list, with the line it stands in. */
interface Listed {
  line: number;
  domain: string;
}

/** What became of one domain. */
export type ListedAudit = Listed & ({ report: Report } | { error: UserError });

/** The domains of a text, one a line; empty lines and what follows a `#` say nothing. A UserError names the first line that is no domain. */
export function readDomains(text: string, from: string): Listed[] {
  const listed = text.split(/\r?\n/).flatMap((each, at): Listed[] => {
    const domain = each.replace(/(^|\s)#.*/, '').trim();
    if (domain === '') return [];
    try {
      if (/^[./~]/.test(domain) || /\s/.test(domain)) throw new UserError('not-a-domain', `"${domain}" is not a host name.`, ONE_A_LINE);
      readTarget(domain, undefined);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(error.code, `${from}:${at + 1}: ${error.message}`, ONE_A_LINE);
    }
    return [{ line: at + 1, domain }];
  });
  if (listed.length === 0) throw new UserError('empty-list', `${from} names no domain.`, ONE_A_LINE);
  return listed;
}

const ONE_A_LINE = 'Write one domain a line, such as acme.com.';

/** Audits every domain of a list, a few at a time, and tells each as it ends; one that cannot be audited does not end the list. */
export async function auditList(
  listed: readonly Listed[],
  {
    io,
    input,
    tell,
  }: { io: Io; input: Pick<z.output<typeof audit.takes>, 'profile' | 'only' | 'active'>; tell: (done: ListedAudit) => void },
): Promise<void> {
  if (input.profile !== undefined) resolveProfile(profiles, input.profile); // an unknown one is wrong once, not once a domain
  const waiting = listed.values();
  const work = async (): Promise<void> => {
    for (const each of waiting) tell({ ...each, ...(await one(each.domain, input, io)) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function one(domain: string, input: object, io: Io): Promise<{ report: Report } | { error: UserError }> {
  try {
    const { report } = await audit.run({ ...input, target: domain }, io, () => {});
    return { report };
  } catch (error) {
    if (!(error instanceof UserError) || io.signal.aborted) throw error;
    return { error };
  }
}
