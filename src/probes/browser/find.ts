import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Io } from '../../core/io.ts';

/** Names a Chromium goes by; the first found on PATH is taken. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'] as const;

/** The path of an installed Chromium, Chrome or Edge; nothing when there is none. */
export async function findBrowser({ env }: Pick<Io, 'env'>): Promise<string | undefined> {
  const folders = (env['PATH'] ?? process.env['PATH'] ?? '').split(delimiter).filter((each) => each !== '');
  for (const name of NAMES) for (const folder of folders) if (await runs(join(folder, name))) return join(folder, name);
  return undefined;
}

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    async () => (await stat(file)).isFile(),
    () => false,
  );
}
