import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { openAdapter } from '../../deploy/adapters.ts';
import type { Deploying, PerfGate } from '../../deploy/run.ts';
import { runSmoke } from '../../deploy/smoke.ts';
import { redactText } from '../../redact/redact.ts';
import { openJournal } from '../journal.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

/** Everything a deploy verb works with, opened from a checkout. */
export interface Opened extends Deploying {
  told: Workspace['config'];
}

/** Opens the adapter, the journal and the smoke test of a checkout. */
export function openDeploy(
  { repo, overMigrations = false, perf }: { repo: string; overMigrations?: boolean; perf?: PerfGate | undefined },
  io: Io,
  tell: Tell,
): Opened {
  const { root, config, state } = openWorkspace(repo);
  const say = (text: string): void => tell({ is: 'asking', text: redactText(text).slice(0, 200) });
  const place = { config: config.deploy, root, io, say };
  const journal = openJournal(state);
  return {
    ...place,
    told: config,
    adapter: openAdapter(place),
    lines: journal.lines,
    write: (entry) => void journal.write(entry, io.now()),
    smoke: () => runSmoke(config, io, say),
    overMigrations,
    ...(perf ? { perf } : {}),
  };
}
