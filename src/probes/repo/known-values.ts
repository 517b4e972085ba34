import { parseDotenv } from '../../parsers/dotenv.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { type KnownValue } from '../../redact/find/known-values.ts';
import { secretsIn } from '../../redact/find/secrets-in.ts';
import { envPaths, EXAMPLE } from './env-files.ts';
import { ENV_BYTES } from './env-names.ts';
import { listFiles, readText } from './list.ts';

/** The secrets that the environment files of a checkout really hold, ignored by git or not. For a search; they never leave the process. */
export async function knownValues(root: string, signal: AbortSignal, now: Date): Promise<KnownValue[]> {
  const { files } = await listFiles(root, signal);
  const values: KnownValue[] = [];
  for (const from of await envPaths(root, files)) {
    if (EXAMPLE.test(from.slice(from.lastIndexOf('/') + 1).toLowerCase())) continue;
    for (const { name, value } of parseDotenv((await readText(root, from, ENV_BYTES)) ?? '')) {
      const isSecret = namesSecret(name) || secretsIn(Buffer.from(`${name}=${value}\n`), now).length > 0;
      if (isSecret && !isPublicName(name)) values.push({ name, value, from });
    }
  }
  return values;
}
