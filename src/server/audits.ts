import { randomBytes } from 'node:crypto';
import { audit } from '../app/audit.ts';
import { UserError } from '../core/errors.ts';
import type { Finding, Report } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import type { Store } from '../monitor/store/store.ts';
import type { AuditRun } from '../monitor/types.ts';

/** What is told of an audit while it runs. `n` counts from 1, so that a reader who was away goes on where he was. */
export type AuditEvent = { n: number } & (
  | { kind: 'asking'; text: string }
  | { kind: 'found'; finding: Pick<Finding, 'id' | 'check' | 'subject' | 'severity' | 'state' | 'title' | 'found'> }
  | { kind: 'done'; decision: Report['decision']; run: number }
  | { kind: 'failed'; message: string; hint: string }
);

export interface RunningAudit {
  id: string;
  domain: string;
  started: number;
  events: AuditEvent[];
  /** Resolves when it has ended, whatever way. */
  over: Promise<void>;
  report?: Report;
}

/** The audits of this process: two at once, the last fifty remembered. */
export interface Audits {
  /** Begins an audit. Throws a UserError for what is no domain, or when enough are running. */
  begin(target: string): RunningAudit;
  get(id: string): RunningAudit | undefined;
  /** Everything after event `after`, as it happens, until the audit or `signal` ends. */
  follow(running: RunningAudit, after: number, signal: AbortSignal): AsyncGenerator<AuditEvent>;
  /** For the engine's clock: an audit without listeners. */
  run(domain: string): Promise<Omit<AuditRun, 'id' | 'at' | 'domain'>>;
}

const AT_ONCE = 2;
const REMEMBERED = 50;

/** What people and programs may name over the network: a domain or an http address, never a path of this machine. */
export const TARGET = /^(https?:\/\/)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}(\/[^\s]{0,500})?$/iu;

export function makeAudits({ io, store, profile }: { io: Io; store: Store; profile: string | undefined }): Audits {
  const known = new Map<string, RunningAudit>();
  const wakers = new WeakMap<RunningAudit, Set<() => void>>();
  let active = 0;
  const input = (target: string): Parameters<typeof audit.run>[0] =>
    audit.takes.parse({ target, ...(profile === undefined ? {} : { profile }) });

  const work = async (running: RunningAudit, tell: (event: NewEvent) => void): Promise<void> => {
    try {
      const { report } = await audit.run(input(running.domain), io, (event) => {
        if (event.is === 'asking') tell({ kind: 'asking', text: event.text });
        if (event.is === 'found') tell({ kind: 'found', finding: brief(event.finding) });
      });
      running.report = report;
      const { id } = await store.saveAudit({ at: io.now().getTime(), domain: report.target, ...kept(report) });
      tell({ kind: 'done', decision: report.decision, run: id });
    } catch (error) {
      const known =
        error instanceof UserError ? error : new UserError('bug', 'The audit met a bug of ours.', 'The log of this server has the lines.');
      tell({ kind: 'failed', message: known.message, hint: known.hint });
      if (!(error instanceof UserError)) throw error;
    }
  };

  return {
    begin(target) {
      if (!TARGET.test(target))
        throw new UserError(
          'not-a-domain',
          'That is not a domain.',
          'Give a domain such as acme.com, or a URL such as https://acme.com/login.',
        );
      if (active >= AT_ONCE) throw new UserError('busy', `${AT_ONCE} audits are running already.`, 'Try again in a minute.');
      const running: RunningAudit = {
        id: randomBytes(8).toString('hex'),
        domain: target,
        started: io.now().getTime(),
        events: [],
        over: Promise.resolve(),
      };
      const waiting = new Set<() => void>();
      wakers.set(running, waiting);
      known.set(running.id, running);
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
      active += 1;
      running.over = work(running, (event) => {
        running.events.push({ n: running.events.length + 1, ...event });
        for (const wake of waiting) wake();
      }).finally(() => {
        active -= 1;
      });
      running.over.catch((error: unknown) =>
        process.stderr.write(`launch-ready: an audit met a bug: ${error instanceof Error ? error.stack : String(error)}\n`),
      );
      return running;
    },
    get: (id) => known.get(id),
    async *follow(running, after, signal) {
      const waiting = wakers.get(running)!;
      for (let n = after; !signal.aborted;) {
        for (const event of running.events.slice(n)) {
          yield event;
          n = event.n;
          if (event.kind === 'done' || event.kind === 'failed') return;
        }
        if (running.events.length > n) continue;
        const more = Promise.withResolvers<void>();
        waiting.add(more.resolve);
        signal.addEventListener('abort', () => more.resolve(), { once: true });
        await more.promise;
        waiting.delete(more.resolve);
      }
    },
    async run(domain) {
      const { report } = await audit.run(input(domain), io, () => {});
      return kept(report);
    },
  };
}

type NewEvent = AuditEvent extends infer E ? (E extends AuditEvent ? Omit<E, 'n'> : never) : never;

function brief({ id, check, subject, severity, state, title, found }: Finding): Extract<AuditEvent, { kind: 'found' }>['finding'] {
  return { id, check, subject, severity, state, title, found: found.slice(0, 300) };
}

function kept(report: Report): Omit<AuditRun, 'id' | 'at' | 'domain'> {
  const { blocker, high, medium, low } = report.counts;
  return { decision: report.decision, counts: { blocker, high, medium, low }, report };
}
