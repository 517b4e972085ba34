import { parentPort, workerData } from 'node:worker_threads';
import { isTracked } from '../../probes/repo/list.ts';
import { nothingTold } from '../../probes/repo/texts.ts';
import { knownSearch } from '../../redact/find/known-values.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { lookThroughHistory, withRemovals } from './look-history.ts';
import type { PastAsked, PastSaid } from './past.ts';
import { readScanned } from './scanned.ts';

const { workspace, salt, now, known } = workerData as PastAsked; // as: past.ts gives it
const say = (said: PastSaid): void => parentPort?.postMessage(said);
const { signal } = new AbortController(); // the thread is ended as a whole
const { root } = workspace;

const secrets = sieve(salt, now, knownSearch(known));
const scanned = readScanned(workspace, { known, isTracked: await isTracked(root, workspace.state, signal) });
const told = { ...nothingTold(), unreached: [] };
const stood = await lookThroughHistory({ root, signal, secrets, scanned, told, progress: (text) => say({ is: 'progress', text }) });
scanned.save();
const { left: _left, ...looked } = told;
const found = await withRemovals(secrets.found(), stood, { root, signal });
say({ is: 'done', found, accepted: secrets.accepted(), looked: { ...looked, source: 'history' } });
