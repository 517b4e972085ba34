import type { HealthConfig } from '../core/config-deploy.ts';
import { UserError } from '../core/errors.ts';
import { awaitRelease } from './gate.ts';
import { goodReleases, unproven } from './record.ts';
import { type Prepared } from './release.ts';
import { type Deploying, noHealth, rollBack } from './run.ts';

/** What a drill showed. */
export interface Drilled {
  release: string;
  passed: boolean;
  says: string;
  /** `wrong-release`: the same code, and a gate that asks for another; `broken`: a release that is really broken. */
  how: 'wrong-release' | 'broken';
  serves: string | null;
  seconds: { deploy: number; detect: number; rollback: number | null };
}

/** The most that a drill waits for its gate to say no, seconds. */
const PATIENCE = 20;

/**
 * Takes a release live that must not stay, and sees whether it is found out and taken back. Without a broken artifact the code is that
 * of the release that serves, so that customers notice nothing: the gate asks for an id that nobody serves, as when an old release goes
 * on answering.
 */
export async function drill(work: Deploying, { outgoing, facts }: Prepared, how: Drilled['how']): Promise<Drilled> {
  const { adapter, config, io, say, write } = work;
  if (!config.health) throw noHealth();
  const before = facts.previous;
  if (before === null)
    throw new UserError('nothing-to-drill', 'No release serves yet, so there is nothing to go back to.', 'Deploy once, then drill.');
  const live = goodReleases(work.lines).find(({ release }) => release === before);
  if (how === 'wrong-release' && live?.facts && live.facts.artifact !== facts.artifact)
    throw new UserError(
      'not-what-serves',
      `The checkout is not what ${before} was made of, and a drill must not release new code.`,
      'Check out the released commit, or deploy first.',
    );
  const id = `${outgoing.id}-drill`;
  const started = performance.now();
  const since = (from = started): number => Math.round((performance.now() - from) / 10) / 100;
  say(`drill: deploying ${id}`);
  const sent = await adapter.deploy({ ...outgoing, id });
  const deploy = since();
  const health: HealthConfig = { ...config.health, deadline_seconds: Math.min(config.health.deadline_seconds, PATIENCE) };
  const wanted = how === 'broken' ? id : `${id}-absent`;
  const gate = sent.ok ? await awaitRelease(io, health, wanted) : undefined;
  const smoke = gate?.passed === true && how === 'broken' ? await work.smoke() : undefined;
  // The code that serves now is no release that may fail to come up: where it does, the gate was never asked.
  const asked = sent.ok || how === 'broken';
  const found = asked && (gate?.passed !== true || (smoke !== undefined && smoke.state !== 'pass'));
  const why = sent.ok ? (gate?.passed === true ? (found ? 'the smoke test failed' : 'nothing') : gate!.says) : sent.says; // !: it was sent
  const detect = since();
  const at = performance.now();
  const back = await rollBack(work, before);
  const rollback = back.ok ? since(at) : null;
  await adapter.settle([...unproven(work.lines), id]);
  const passed = found && back.ok;
  const says = passed
    ? `Found out after ${detect} s (${why}), and ${before} served again ${rollback} s later.`
    : found
      ? `Found out, but going back failed: ${back.ok ? '' : back.says}`
      : asked
        ? 'The bad release was taken for a good one.'
        : `Nothing was proven: the code that serves now did not come up once more (${why}). Mend that, and drill again.`;
  const drilled: Drilled = { release: id, passed, says, how, serves: back.ok ? before : null, seconds: { deploy, detect, rollback } };
  write({ is: 'drilled', ...drilled, adapter: adapter.id });
  return drilled;
}
