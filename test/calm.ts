import { spawn } from 'node:child_process';
import { TestRunner } from 'vitest';

/** A clock in a process of its own: when it ticks on time, the machine has time. */
const CLOCK = `
const late = []; let last = performance.now(); let ticks = 0;
const timer = setInterval(() => { const now = performance.now(); late.push(now - last - 5); last = now; }, 5);
process.stdin.on('end', () => { clearInterval(timer); late.sort((a, b) => a - b); console.log(late[Math.floor(late.length * 0.95)] ?? 1e9); }).resume();
`;

/** Runs `work` and says how late a process beside it ran meanwhile, p95 in ms. */
export async function besideClock<T>(work: () => Promise<T>): Promise<{ gave: T; lateMs: number }> {
  const child = spawn(process.execPath, ['-e', CLOCK], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()));
  try {
    const gave = await work();
    child.stdin.end();
    await gone;
    return { gave, lateMs: Number(said) };
  } finally {
    child.kill();
  }
}

/** A machine whose clocks are later than this has no time to measure. */
const CALM_MS = 2;

/**
 * Repeats `measure` until it gives a run that is not void. Where none is, the machine must have been busy: on a calm one that is a fault.
 * On a busy machine the test is skipped, and counted so.
 */
export async function untilValid<T extends { void?: string | undefined }>(measure: () => Promise<T>, tries = 5): Promise<T> {
  const voids: string[] = [];
  for (let i = 0; i < tries; i += 1) {
    const { gave, lateMs } = await besideClock(measure);
    if (gave.void === undefined) return gave;
    voids.push(`${gave.void} (clock beside: ${lateMs.toFixed(1)} ms late)`);
    if (lateMs < CALM_MS) throw new Error(`void on a calm machine: ${voids.join('; ')}`);
  }
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error('only a test can be skipped');
  return test.context.skip(`the machine was busy each time: ${voids.join('; ')}`);
}
