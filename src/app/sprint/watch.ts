import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { resolveProfile } from '../../core/profile.ts';
import { startMonitor } from '../../monitor/start.ts';
import { openStore } from '../../monitor/store/open.ts';
import { pause } from '../../probes/net/pause.ts';
import { profiles } from '../../profiles/index.ts';
import { handover } from '../handover.ts';
import { mailTest } from '../mail/test.ts';
import { perfBaseline } from '../perf/baseline.ts';
import { makeState } from '../workspace.ts';
import type { Became, Stage } from './stage.ts';

/** Real mail to the seed inboxes. */
export const mail: Stage = {
  name: 'mail',
  title: 'Mail',
  async run({ workspace: { root, config }, io, tell, yes }): Promise<Became> {
    if (!config.mail.smtp || !config.mail.inboxes)
      return {
        state: 'open',
        says: 'No seed inbox is named.',
        open: ['Write `mail.smtp` and `mail.inboxes`, then `launch-ready mail test`.'],
      };
    const { outcome, cells } = await mailTest.run({ repo: root, yes }, io, tell);
    const good = cells.filter((cell) => cell.good).length;
    const open = cells.flatMap(({ kind, inbox, landed, good: fine }) => (fine ? [] : [`The ${kind} mail to ${inbox}: ${landed}`]));
    const says = `${good} of ${cells.length} mails landed and prove to be yours.`;
    return outcome === 'pass' ? { state: 'done', says } : { state: 'open', says, open };
  },
};

const BRAKED: ReadonlySet<string> = new Set(['login', 'signup', 'webhook', 'asset']);

/** How fast it is now. */
export const speed: Stage = {
  name: 'speed',
  title: 'Speed',
  async run({ workspace: { root, config }, io, tell, yes }): Promise<Became> {
    // Behind the brake on password guessing a hundred visits in a row are refused, as they should be.
    const route = config.routes.filter(({ kind }) => !BRAKED.has(kind)).map(({ name }) => name);
    const some = route.length === 0 ? {} : { route };
    const measured = await perfBaseline.run({ repo: root, runs: 2, timeout: 10_000, yes, ...some }, io, tell).catch(noRoute);
    if (measured === null)
      return {
        state: 'open',
        says: 'No route is named.',
        open: ['Write `routes` into launch-ready.yaml, then `launch-ready perf baseline`.'],
      };
    const { baseline, failed } = measured;
    const open = failed.map(({ name, why }) => `${name}: ${why}`);
    if (!baseline) return { state: 'open', says: 'No baseline was written.', open };
    return { state: 'done', says: `The baseline of ${Object.keys(baseline.routes).length} routes is kept.`, open };
  },
};

/** A product of which nobody has named a route is no end of the sprint. */
function noRoute(error: unknown): null {
  if (error instanceof UserError && error.code === 'no-routes') return null;
  throw error;
}

const FIRST_LOOKS_MS = 20_000;

/** Monitors that have looked once, in the store that `serve` goes on with. */
export const watch: Stage = {
  name: 'watch',
  title: 'Watch',
  async run({ workspace: { state, config }, target, profile, io }): Promise<Became> {
    makeState(state);
    await using store = await openStore(join(state, 'serve.db'), () => io.now().getTime());
    const settings = { ...config, domain: target.domain };
    const bar = resolveProfile(profiles, profile ?? config.profile ?? 'default');
    await using engine = await startMonitor({ store, config: settings, io, profile: bar, pace: { tickMs: 50 } });
    const end = performance.now() + FIRST_LOOKS_MS;
    const looked = async (): Promise<boolean> => (await store.monitors()).every(({ last }) => last !== null);
    while (!(await looked()) && performance.now() < end) await pause(io, 50);
    const monitors = await store.monitors();
    const bad = monitors.filter(({ last }) => last?.outcome !== 'ok');
    const says = `${monitors.length - bad.length} of ${engine.wanted.length} monitors are well; \`launch-ready serve\` goes on watching.`;
    return bad.length === 0
      ? { state: 'done', says }
      : { state: 'open', says, open: bad.map(({ monitor, last }) => `${monitor.name}: ${last?.says ?? 'not looked at yet'}`) };
  },
};

/** The document for whoever runs it from here. */
export const handing: Stage = {
  name: 'handover',
  title: 'Handover',
  async run({ workspace: { root }, target, io, tell }): Promise<Became> {
    const { files, known, of } = await handover.run(
      { target: target.domain, repo: root, 'no-audit': false, into: join(root, 'handover'), formats: ['markdown', 'html'] },
      io,
      tell,
    );
    return { state: 'done', says: `${known} of ${of} facts are known; ${files[0] ?? 'nothing'} was written.` };
  },
};
