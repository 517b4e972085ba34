import { planServe } from '../app/serve.ts';
import type { Io } from '../core/io.ts';
import { redactText } from '../redact/redact.ts';
import { plain } from '../reports/text.ts';

type Input = Parameters<typeof planServe>[0];

/** `launch-ready serve`: tells where it listens, and keeps running until Ctrl-C; then what is in flight is stored. */
export async function runServe(input: Input, io: Io, asJson: boolean): Promise<number> {
  const { startServer } = await import('../server/start.ts');
  const plan = planServe(input, io);
  await using serving = await startServer({ plan, io, onTrouble });
  const told = {
    url: serving.url,
    watches: serving.kit.engine.wanted.length,
    store: /^postgres(ql)?:/.test(plan.where) ? 'PostgreSQL' : plan.where,
    ...(serving.setup === undefined ? {} : { setup: serving.setup }),
  };
  process.stdout.write(
    asJson
      ? `${JSON.stringify(told, null, 2)}\n`
      : [
          `Launch Ready watches ${plan.config.domain ?? 'nothing yet'} (${told.watches} ${told.watches === 1 ? 'address' : 'addresses'}).`,
          `  open      ${serving.publicUrl}/`,
          ...(told.setup === undefined ? [] : [`  set up    ${told.setup}   works once, for 24 hours`]),
          `  store     ${told.store}`,
          ...(plan.config.alerts.length === 0 ? ['  alerts    nobody is told yet: add `alerts` to launch-ready.yaml'] : []),
          'Ctrl-C ends it.',
          '',
        ].join('\n'),
  );
  await over(io.signal);
  return 0;
}

/** `launch-ready worker`: looks and delivers beside a server, until Ctrl-C. */
export async function runWorker(input: Pick<Input, 'target' | 'repo'>, io: Io): Promise<number> {
  const { startWorker } = await import('../server/start.ts');
  const plan = planServe({ ...input, port: 0, host: '127.0.0.1', 'new-owner': false }, io);
  await using _ = await startWorker({ plan, io, onTrouble });
  process.stdout.write(`A worker shares the watching of ${plan.config.domain ?? 'nothing yet'}.\nCtrl-C ends it.\n`);
  await over(io.signal);
  return 0;
}

function over(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise((end) => signal.addEventListener('abort', () => end(), { once: true }));
}

/** What goes wrong in the background is a line of the log, with secrets masked. */
function onTrouble(error: unknown, doing: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${new Date().toISOString()} ${plain(redactText(`${doing}: ${text}`))}\n`);
}
