import { UserError } from '../core/errors.ts';
import type { Entry, Line } from '../core/journal.ts';
import type { Adapter } from './adapter.ts';
import { awaitRelease, type Gated } from './gate.ts';
import type { Place } from './place.ts';
import { contractsSince, deploysIn, STAGE, unproven } from './record.ts';
import type { Prepared } from './release.ts';
import type { Smoke } from './smoke-result.ts';
import { openTrial, type PerfGate, saySpeed, type Speed } from './speed.ts';

export interface Deploying extends Place {
  adapter: Adapter;
  lines: readonly Line[];
  write: (entry: Entry) => void;
  smoke: () => Promise<Smoke>;
  perf?: PerfGate;
  /** What becomes of a release whose speed could not be told. */
  unproven?: 'keep' | 'take-back';
  /** True to go back even over migrations that the older release cannot live with. */
  overMigrations: boolean;
}

/** What a deploy led to. */
export interface Deployed {
  release: string;
  state: 'live' | 'rolled-back' | 'failed';
  /** Why it did not go live, or that it did. */
  says: string;
  previous: string | null;
  /** The release that serves at the end, as the health route tells; null where it tells none. */
  serves: string | null;
  seconds: { deploy: number; detect: number | null; rollback: number | null };
  gate: Gated | null;
  smoke: Smoke | null;
  /** What was found of its speed; null where it was not asked for or never came to it. */
  speed: Speed | null;
  log: readonly string[];
}

/**
 * Takes a prepared release live and holds it to its proof: the health route must name it, the smoke test must pass, and the speed must
 * hold where it is asked for. If it does not, the release before is put back and must prove itself in turn. Every step is in the journal before it is taken,
 * so that a run that was cut off can be understood.
 */
export async function carryOut(work: Deploying, { outgoing, facts }: Prepared): Promise<Deployed> {
  const { adapter, config, io, say, write } = work;
  const { health } = config;
  if (!health) throw noHealth();
  const started = performance.now();
  const since = (): number => Math.round((performance.now() - started) / 10) / 100;
  write({ is: 'stage', stage: STAGE, state: 'begun', release: outgoing.id, facts });
  say(`deploying ${outgoing.id}`);
  const trial = work.perf && openTrial(work.perf, { previous: facts.previous, unproven: work.unproven ?? 'keep', say });
  const sent = await adapter.deploy(outgoing, trial?.beforeSwitch);
  const deploy = since();
  let log: readonly string[] = sent.ok ? [] : sent.log;
  let why = sent.ok ? undefined : sent.says;
  let gate: Gated | null = null;
  let smoke: Smoke | null = null;
  if (why === undefined) {
    say(`waiting until ${health.passes} answers in a row name ${outgoing.id}`);
    gate = await awaitRelease(io, health, outgoing.id);
    if (!gate.passed) [why, log] = [gate.says, await adapter.logs(outgoing.id)];
  }
  if (why === undefined) {
    smoke = await work.smoke();
    if (smoke.state !== 'pass') why = smokeComplaint(smoke);
  }
  if (why === undefined) why = await trial?.afterSmoke();
  const speed = trial?.found() ?? null;
  const common = { release: outgoing.id, previous: facts.previous, gate, smoke, speed, log };
  if (why === undefined) {
    write({ is: 'deployed', release: outgoing.id, facts, gate, smoke, speed, seconds: since() });
    await adapter.settle(unproven(work.lines));
    return {
      ...common,
      state: 'live',
      says: `${outgoing.id} serves and has proven itself.${speed && speed.verdict !== 'pass' ? ` ${saySpeed(speed)}` : ''}`,
      serves: outgoing.id,
      seconds: { deploy, detect: null, rollback: null },
    };
  }
  const detect = since();
  say(`${outgoing.id} has failed: ${why}`);
  const back = await goBack(work, { bad: outgoing.id, to: facts.previous, why, gate, smoke, speed, detect });
  return {
    ...common,
    ...back,
    seconds: { deploy, detect, rollback: back.state === 'rolled-back' ? Math.round((since() - detect) * 100) / 100 : null },
  };
}

interface Bad {
  bad: string;
  to: string | null;
  why: string;
  gate: Gated | null;
  smoke: Smoke | null;
  speed: Speed | null;
  detect: number;
}

async function goBack(
  work: Deploying,
  { bad, to, why, gate, smoke, speed, detect }: Bad,
): Promise<Pick<Deployed, 'state' | 'says' | 'serves'>> {
  const { write } = work;
  const gaveUp = (says: string): Pick<Deployed, 'state' | 'says' | 'serves'> => {
    write({ is: 'stage', stage: STAGE, state: 'skipped', release: bad, why: says });
    return { state: 'failed', says, serves: null };
  };
  if (to === null) return gaveUp(`${why} There is no release before it to go back to.`);
  const contracts = contractsSince(work.lines, to);
  if (contracts.length > 0 && !work.overMigrations)
    return gaveUp(
      `${why} It was left in place: ${to} cannot run after ${contracts.join(', ')}. Mend forward, or go back with --over-migrations.`,
    );
  const rolled = await rollBack(work, to);
  if (!rolled.ok) return gaveUp(`${why} Going back to ${to} failed as well: ${rolled.says}`);
  write({ is: 'rolled-back', release: bad, to, why, gate, smoke, speed, seconds: detect, proof: rolled.gate });
  await work.adapter.settle(unproven(work.lines));
  const ill = rolled.gate.samples.at(-1)?.status ?? 0;
  return { state: 'rolled-back', says: `${why} ${to} serves again${ill < 300 ? '' : `, and answers ${ill}`}.`, serves: to };
}

/** Puts an earlier release back and waits until the health route names it, well or as ill as it was. */
export async function rollBack(
  { adapter, config, io, say }: Pick<Deploying, 'adapter' | 'config' | 'io' | 'say'>,
  to: string,
): Promise<{ ok: true; gate: Gated } | { ok: false; says: string; log: readonly string[] }> {
  if (!config.health) throw noHealth();
  say(`going back to ${to}`);
  const outcome = await adapter.rollback(to);
  if (!outcome.ok) return outcome;
  const gate = await awaitRelease(io, config.health, to, false);
  return gate.passed ? { ok: true, gate } : { ok: false, says: gate.says, log: [] };
}

/** Writes down that earlier deploys never ended, so that nobody takes them for good; gives their ids. */
export function closeCutOff(work: Pick<Deploying, 'lines' | 'write'>): string[] {
  const cut = deploysIn(work.lines).filter(({ state }) => state === 'cut-off');
  for (const { release } of cut)
    work.write({ is: 'stage', stage: STAGE, state: 'skipped', release, why: 'The run was cut off before it ended.' });
  return cut.map(({ release }) => release);
}

function smokeComplaint({ tried, state }: Smoke): string {
  const bad = tried.find((each) => each.state === 'fail') ?? tried.find((each) => each.state === 'unknown');
  if (!bad) return 'The smoke test tried nothing, because the configuration names no routes.';
  return `The smoke test ${state === 'fail' ? 'failed' : 'could not be done'}: ${bad.what} (${bad.on}) ${bad.says}.`;
}

export function noHealth(): UserError {
  return new UserError(
    'no-health',
    'launch-ready.yaml does not say how a release proves itself.',
    'Write `deploy: { health: { url: https://…/api/health } }`, and let that route answer with the release id.',
  );
}
