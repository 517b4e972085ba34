import { type SpeedConfig, usualSpeed } from '../../core/config-deploy.ts';
import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { openAdapter } from '../../deploy/adapters.ts';
import type { Looking } from '../../deploy/preflight.ts';
import type { Deploying } from '../../deploy/run.ts';
import { runSmoke } from '../../deploy/smoke.ts';
import { redactText } from '../../redact/redact.ts';
import { openJournal } from '../journal.ts';
import { openWorkspace } from '../workspace.ts';
import { speedGate } from './speed.ts';
import { variableItems } from './variables.ts';

/** Everything a deploy verb works with, opened from a checkout. */
export interface Opened extends Deploying, Looking {
  /** How the speed of the release is judged; nothing where it is not. */
  speed?: SpeedConfig;
}

/** Opens the adapter, the journal, the smoke test and the judgement of variables of a checkout. */
export function openDeploy(
  { repo, overMigrations = false, perfGate = false }: { repo: string; overMigrations?: boolean; perfGate?: boolean },
  io: Io,
  tell: Tell,
): Opened {
  const workspace = openWorkspace(repo);
  const { root, config, state } = workspace;
  const say = (text: string): void => tell({ is: 'asking', text: redactText(text).slice(0, 200) });
  const place = { config: config.deploy, root, io, say };
  const journal = openJournal(state);
  const speed = config.deploy.perf_gate ?? (perfGate ? usualSpeed() : undefined);
  return {
    ...place,
    told: config,
    adapter: openAdapter(place),
    lines: journal.lines,
    write: (entry) => void journal.write(entry, io.now()),
    smoke: () => runSmoke(config, io, say),
    variables: (set) => variableItems(workspace, set, io),
    overMigrations,
    ...(speed ? { speed, perf: speedGate(root, speed, { io, tell }), unproven: speed.unproven } : {}),
  };
}
