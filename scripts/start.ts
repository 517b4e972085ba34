import { mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

enableCompileCache();
const [{ readArguments }, { VERBS }, { runVerb }] = await Promise.all([
  import('../src/cli/arguments.ts'),
  import('../src/cli/grammar.ts'),
  import('../src/cli/run.ts'),
]);

const folder = resolve('.launch-ready');
const bundle = resolve(folder, 'bundle.json');
mkdirSync(folder, { recursive: true });
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));

async function audit(...flags: string[]): Promise<void> {
  const verb = VERBS.find(({ name }) => name === 'audit');
  if (verb) await runVerb(verb, readArguments(verb, flags), stop.signal);
}

console.error('A pretend internet with a broken AI-built product starts on this machine; nothing leaves it.\n');
try {
  // The audit of the broken product ends in a no-go, as it should: then this command did what it promised.
  await audit('--lab', 'ai-built-mess', '--save', bundle);
  await audit('--from', bundle, '--format', 'html', '-o', resolve(folder, 'report.html'), '--quiet');
} catch (error) {
  if (!stop.signal.aborted) throw error;
  process.exitCode = 130;
}
