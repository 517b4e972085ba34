import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import { type Lab, startLab } from '../lab/index.ts';
import type { Scenario } from '../lab/scenario.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import type { Arguments } from './arguments.ts';

/** Starts the scenario of that name; a wrong name is answered with the right ones. */
export async function startNamed(name: string): Promise<Lab> {
  return startLab(findScenario(name));
}

/** `launch-ready lab <scenario>`: keeps it running until Ctrl-C, or runs a command inside it. */
export async function runLab(given: Arguments, signal: AbortSignal): Promise<number> {
  const scenario = findScenario(given.positional ?? '');
  if (given.flags['netns'] === true) {
    if (given.rest.length === 0)
      throw new UserError(
        'no-command',
        'There is no command to run in the private network.',
        `Example: launch-ready lab ${scenario.name} --netns -- dig +short ${scenario.domain}`,
      );
    const { inNamespace } = await import('../lab/namespace.ts');
    try {
      return await inNamespace(scenario, given.rest);
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'no-unshare' || error.code === 'no-ip')) {
        throw new UserError(error.code, error.message, 'Install util-linux and iproute2, or leave --netns out.');
      }
      throw error;
    }
  }
  await using lab = await startLab(scenario);
  const [host, port] = [lab.resolver[0]!.replace(/:\d+$/, ''), Number(lab.resolver[0]!.replace(/^.*:/, ''))];
  const dns = lab.route(host, port);
  const { name, title } = scenario;
  const told = { scenario: name, domain: lab.domain, resolver: `${dns.host}:${dns.port}` };
  process.stdout.write(
    given.flags['json'] === true
      ? `${JSON.stringify(told, null, 2)}\n`
      : [
          `${title} (${name}) is running on this machine; nothing leaves it.`,
          `  domain    ${lab.domain}`,
          `  resolver  ${dns.host} port ${dns.port}   dig @${dns.host} -p ${dns.port} ${lab.domain}`,
          `  audit     launch-ready audit --lab ${name}`,
          'Ctrl-C ends it.',
          '',
        ].join('\n'),
  );
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return 0;
}

function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name);
  const close = nearest(name, names);
  throw new UserError(
    'unknown-scenario',
    `There is no lab scenario named "${name}".`,
    close ? `Did you mean ${close}?` : `Choose one of: ${names.join(', ')}.`,
  );
}
