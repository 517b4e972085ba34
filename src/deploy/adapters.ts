import { UserError } from '../core/errors.ts';
import type { Adapter } from './adapter.ts';
import { commandsAdapter } from './adapter-commands.ts';
import { platformAdapter } from './adapter-platform.ts';
import { processAdapter } from './adapter-process.ts';
import type { Place } from './place.ts';

/** The adapter that the configuration names. Throws a UserError where it names none, or leaves out what that one needs. */
export function openAdapter(place: Place): Adapter {
  const { adapter, commands, process, platform } = place.config;
  if (adapter === 'commands' && commands) return commandsAdapter(commands, place);
  if (adapter === 'process' && process) return processAdapter(process, place);
  if (adapter === 'platform' && platform) return platformAdapter(platform, place);
  throw new UserError(
    'no-adapter',
    adapter === undefined
      ? 'launch-ready.yaml does not say how a release goes live.'
      : `launch-ready.yaml has no deploy.${adapter} section.`,
    'Write `deploy: { adapter: commands, commands: { release: … } }` into it; docs/guide/deploy.md has examples.',
  );
}
