import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';

/** Who is asked, and whether they agreed beforehand with `--yes`. */
export interface Asking {
  io: Pick<Io, 'ask'>;
  yes: boolean | undefined;
}

/** True when the person agrees to what was shown, or has agreed beforehand. Anything but a typed yes is a no. */
export async function agrees({ io, yes }: Asking, shown: string, to = 'do it'): Promise<boolean> {
  if (yes === true) return true;
  const said = await io.ask({ text: `${shown} Type yes to ${to}:`, hint: 'Look at it first, then add --yes.' });
  return said.toLowerCase() === 'yes';
}

/** Goes on only when the person agrees; throws a UserError `declined`, with nothing changed, when they do not. */
export async function mustAgree(asking: Asking, shown: string, to = 'do it'): Promise<void> {
  if (await agrees(asking, shown, to)) return;
  throw new UserError('declined', 'You did not say yes, so nothing was changed.', `Type yes, or add --yes, to ${to}.`);
}
