import type { Config } from '../core/config.ts';
import type { Profile } from '../core/profile.ts';
import type { Duty } from './duties.ts';
import { openIncidents, timeline } from './incidents.ts';
import { judgeJobs, JOBS_EVERY } from './jobs.ts';
import { MAIL_EVERY, type MailDuty, watchMail } from './mail.ts';
import { noteOn, tell, type Telling } from './raise.ts';
import { prune, rollUpBars, rollUpRoutes } from './retention.ts';
import { judgeRules, RULES_EVERY } from './rules.ts';
import type { Database } from './store/sql.ts';

/** How often, ms. */
const OVERDUE = 30_000;
const ROLL_UP = 5 * 60_000;
const PRUNE = 3_600_000;
const AUDIT = 24 * 3_600_000;
/** A route is slow past this where the profile has no number, ms. */
const SLOW = 500;

export interface Needs {
  database: Database;
  config: Config;
  profile: Pick<Profile, 'bars'>;
  told: <T>(work: (telling: Telling) => Promise<T>) => Promise<T>;
  now: () => number;
  /** Null where nothing is audited by the clock. */
  audit: ((domain: string) => Promise<unknown>) | null;
  /** Null where nobody tests the mail. */
  mail: Pick<MailDuty, 'store' | 'look' | 'trouble'> | null;
}

/** Everything that one process at a time does for all: what must come in time, and what may take minutes. */
export interface Duties {
  quick: Duty[];
  slow: Duty[];
}

export function dutiesOf({ database, config, profile, told, now, audit, mail }: Needs): Duties {
  const line = profile.bars['api_p95']?.failure;
  const judging = {
    slowMs: typeof line === 'number' ? line : SLOW,
    owner: config.alerts.find(({ owner }) => owner !== undefined)?.owner ?? null,
  };
  const { domain } = config;
  const quick: Duty[] = [
    { name: 'rules', everyMs: RULES_EVERY, work: () => told((telling) => judgeRules(telling, judging)) },
    {
      name: 'jobs',
      everyMs: JOBS_EVERY,
      async work() {
        const before = await database.get<{ done: number }>("SELECT done FROM duties WHERE name = 'jobs'");
        await told((telling) => judgeJobs(telling, { owner: judging.owner, lookedAt: before?.done ?? 0 }));
      },
    },
    { name: 'overdue', everyMs: OVERDUE, work: () => told(remind) },
    {
      name: 'roll up',
      everyMs: ROLL_UP,
      async work() {
        await rollUpBars(database, now());
        await rollUpRoutes(database, now());
      },
    },
    { name: 'prune', everyMs: PRUNE, work: () => prune(database, now(), config.monitor.retention_days) },
  ];
  const slow: Duty[] = [];
  if (audit !== null && domain !== undefined) slow.push({ name: 'audit', everyMs: AUDIT, work: async () => void (await audit(domain)) });
  if (mail !== null) slow.push({ name: 'mail', everyMs: MAIL_EVERY, work: () => watchMail({ ...mail, told, owner: judging.owner }) });
  return { quick, slow };
}

/** Tells, once, of critical incidents that nobody has answered in time (INC-1). */
export async function remind(telling: Telling): Promise<void> {
  for (const incident of await openIncidents(telling.sql)) {
    if (incident.acked !== null || incident.severity !== 'critical' || telling.now <= incident.respondBy) continue;
    if ((await timeline(telling.sql, incident.id)).some(({ kind }) => kind === 'overdue')) continue;
    await noteOn(telling, incident, { kind: 'overdue', says: 'Nobody has answered in time' });
    await tell(telling, incident, 'OVERDUE');
  }
}
