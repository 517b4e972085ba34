/** How much of a domain's mail is whose, and how it fares. */
export interface Fares {
  domain: string;
  policy: { p: string; testing: boolean };
  /** Weeks with reports. */
  weeks: number;
  /** Mail that is yours: told in the config, signed with your keys, or from networks of your SPF record. */
  yours: { messages: number; failing: number; senders: readonly { name: string; failing: number }[] };
}

/** What to do with the policy next. */
export type Step =
  | { is: 'wait'; because: string }
  | { is: 'mend'; because: string; senders: string[] }
  | { is: 'raise'; because: string; record: { name: string; data: string } }
  | { is: 'done'; because: string };

/** Share of your own mail that may fail before the policy is raised: forwarders break a little of everybody's. */
const FAILING = 0.02;
const MESSAGES = 20;

/**
 * The next step of none → quarantine in test → quarantine → reject (MAIL-3). There is no share of mail (`pct`) since RFC 9989; `t=y`
 * takes its place: receivers act one step weaker than the policy says.
 */
export function nextStep({ domain, policy, weeks, yours }: Fares): Step {
  if (policy.p === 'reject' && !policy.testing) return { is: 'done', because: 'Nobody else can send as you: the policy is reject.' };
  if (weeks === 0 || yours.messages < MESSAGES)
    return { is: 'wait', because: `Reports tell of ${yours.messages} of your mails so far; ${MESSAGES} are needed to say anything.` };
  const failing = yours.failing / yours.messages;
  if (failing > FAILING) {
    const senders = yours.senders.filter((each) => each.failing > 0).map(({ name }) => name);
    return { is: 'mend', because: `${percent(failing)} of your own mail would be lost under a stricter policy.`, senders };
  }
  const [p, extra] = rung(policy);
  const record = { name: `_dmarc.${domain}`, data: `v=DMARC1; p=${p};${extra} rua=mailto:dmarc@${domain}` };
  return { is: 'raise', because: `${percent(1 - failing)} of your own mail passes, so the policy can be raised.`, record };
}

function rung({ p, testing }: Fares['policy']): [p: string, extra: string] {
  if (p === 'reject') return ['reject', ''];
  if (p === 'quarantine') return testing ? ['quarantine', ''] : ['reject', ''];
  return ['quarantine', ' t=y;'];
}

/** Rounded down, so that nothing imperfect reads as 100 %. */
function percent(share: number): string {
  return `${Math.floor(share * 1_000) / 10} %`;
}
