import type { DeployConfig } from '../core/config-deploy.ts';
import { type Adapter, failed, type Outcome, RELEASE_ID, type Ready } from './adapter.ts';
import type { Place } from './place.ts';
import { complaint, plainEnv, type Ran, runCommand } from './run-command.ts';

/** Deploys by the commands of the configuration, run by the shell in the checkout. */
export function commandsAdapter(commands: NonNullable<DeployConfig['commands']>, { config, root, io, say }: Place): Adapter {
  const ms = config.deadline_seconds * 1_000;
  const passed = Object.fromEntries(commands.pass.flatMap((name) => (io.env[name] === undefined ? [] : [[name, io.env[name]]])));
  const run = (line: string, more: Record<string, string> = {}, tell = true): Promise<Ran> =>
    runCommand(io, {
      argv: ['sh', '-c', line],
      cwd: root,
      env: { ...plainEnv(io), ...passed, ...more },
      secrets: Object.values(passed),
      ms,
      ...(tell ? { onLine: say } : {}),
    });
  const step = async (what: string, line: string, more: Record<string, string>): Promise<Outcome> => {
    const ran = await run(line, more);
    const wrong = complaint(what, ran, ms);
    return wrong === undefined ? { ok: true } : failed(wrong, ran.log);
  };
  const ask = async (line: string | undefined): Promise<string[] | null> => {
    if (line === undefined) return null;
    const ran = await run(line, {}, false);
    return ran.is === 'ended' && ran.code === 0 ? ran.out.split(/\s+/).filter((each) => each !== '') : null;
  };

  return {
    id: 'commands',
    async preflight() {
      const missing = commands.pass.filter((name) => io.env[name] === undefined);
      const ready: Ready[] = [
        {
          what: 'variables of the commands',
          ok: missing.length === 0,
          says: missing.length === 0 ? `${commands.pass.length} passed on` : `not set here: ${missing.join(', ')}`,
        },
        {
          what: 'a way back',
          ok: commands.rollback !== undefined,
          says: commands.rollback === undefined ? 'deploy.commands.rollback is not set' : 'by your rollback command',
        },
      ];
      return ready;
    },
    deploy: ({ id, folder }) => step('The release command', commands.release, { LAUNCH_READY_RELEASE: id, LAUNCH_READY_ARTIFACT: folder }),
    settle: async () => undefined,
    async current() {
      const id = (await ask(commands.current))?.[0];
      return id !== undefined && RELEASE_ID.test(id) ? id : null;
    },
    releases: async () => null,
    async rollback(to) {
      if (!RELEASE_ID.test(to)) return failed(`"${to}" is not a release id.`);
      if (commands.rollback === undefined) return failed('There is no command to go back with: deploy.commands.rollback is not set.');
      return step('The rollback command', commands.rollback, { LAUNCH_READY_TO: to });
    },
    async logs() {
      if (commands.logs === undefined) return [];
      return (await run(commands.logs, {}, false)).log;
    },
    envNames: () => ask(commands.env),
  };
}
