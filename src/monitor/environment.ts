import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';

/**
 * A text of the configuration with every `${NAME}` filled in from the environment. Throws a UserError `no-such-variable` that names
 * the variable, never a value.
 */
export function withSecrets(text: string, env: Io['env']): string {
  return text.replaceAll(/\$\{([A-Z_][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    throw new UserError('no-such-variable', `The environment has no ${name}.`, `Set ${name} for the process that watches.`);
  });
}
