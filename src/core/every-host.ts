import { z } from 'zod';
import type { Probe } from './probe.ts';

type HostProbes = Readonly<Record<string, Probe<'host'>>>;
type SeenOf<P extends HostProbes> = { [N in keyof P]: P[N] extends Probe<'host', infer T> ? T : never };

/** What probes saw of each host of a site. It asks nobody: an audit looks at those hosts anyway. */
export interface EveryHost<T> {
  probes: HostProbes;
  sees: z.ZodType<{ seen: { host: string; saw: T }[]; unseen: string[] }>;
}

/**
 * A read for checks on a site: the evidence of these probes on every host of it, judged once all hosts are known. `unseen` names the
 * hosts of which a probe came back with nothing; a host that only takes mail is left out of web probes, as everywhere.
 */
export function everyHost<P extends HostProbes>(probes: P): EveryHost<SeenOf<P>> {
  const saw = z.object(Object.fromEntries(Object.entries(probes).map(([name, probe]) => [name, probe.sees])));
  const sees = z.object({ seen: z.array(z.object({ host: z.string(), saw })), unseen: z.array(z.string()) });
  return { probes, sees: sees as unknown as EveryHost<SeenOf<P>>['sees'] }; // as: built of the schemas of P, name by name
}
