import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Launching, type Ran } from './launch.ts';

/** A run of `launch-ready` with what its own process took; git and the reader of code are processes beside it. */
export interface Measured extends Ran {
  /** The most memory it had at one time, MB (10^6 bytes). */
  megabytes: number;
  /** Seconds of CPU. */
  cpu: number;
}

/** Runs `launch-ready` as a person would and tells what it took. Linux alone tells the peak of a process without that of its parent. */
export async function measured(args: readonly string[], launching: Launching = {}): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'launch-ready-measured-'));
  const file = join(folder, 'took.json');
  const program = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    if (isMainThread) process.on('exit', () => {
      const { user, system } = process.cpuUsage();
      const peak = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
      writeFileSync(${JSON.stringify(file)}, JSON.stringify({ megabytes: peak * 1024 / 1e6, cpu: (user + system) / 1e6 }));
    });`;
  try {
    const ran = await launch(args, { ...launching, nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(program)}`] });
    return { ...ran, ...(JSON.parse(await readFile(file, 'utf8')) as Pick<Measured, 'megabytes' | 'cpu'>) }; // as: the program above writes it
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
