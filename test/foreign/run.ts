import { spawn } from 'node:child_process';
import { politeness } from '../../src/core/io.ts';

const turn = politeness(3);

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a foreign tool without input, three at a time. A missing one is an error that names it, never a skipped comparison. */
export function run(program: string, args: readonly string[]): Promise<Said> {
  const start = (): Promise<Said> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('error', (error) => reject(new Error(`The program \`${program}\` is needed for this test: ${error.message}`)));
      child.on('close', (code) => resolve({ code, out, err }));
    });
  return turn('tools', start);
}
