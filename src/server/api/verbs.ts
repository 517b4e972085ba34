import { z } from 'zod';
import { loadVerb, VERB_NAMES } from '../../app/verbs.ts';
import type { AnyVerb } from '../../core/verb.ts';

/** Verbs that keep running, write into a folder of this machine, or start servers: nothing for a request from afar. */
const AT_HOME: ReadonlySet<string> = new Set(['serve', 'worker', 'mcp', 'lab', 'init']);

/** A verb as the API serves it. */
export interface Served {
  /** `edge-plan` for `edge plan`. */
  path: string;
  verb: AnyVerb;
  /** What it takes over the network: nothing that names a folder of this machine. */
  takes: z.ZodObject;
}

/**
 * The verbs of the API: none that touches production, and none that works on a checkout, because a request from afar must not read the
 * folders of this machine.
 */
export async function servedVerbs(): Promise<Served[]> {
  const verbs = await Promise.all(VERB_NAMES.filter((name) => !AT_HOME.has(name)).map(loadVerb));
  return verbs.flatMap((verb) => {
    const takes = takesFromAfar(verb);
    return takes === undefined || verb.touches === 'production' ? [] : [{ path: verb.name.replaceAll(' ', '-'), verb, takes }];
  });
}

function takesFromAfar(verb: AnyVerb): z.ZodObject | undefined {
  const { shape } = verb.takes as z.ZodObject<Record<string, z.ZodType>>; // as: every verb takes an object
  const repo = shape['repo'];
  // Where the checkout has a default the verb cannot do without one.
  if (repo && repo.safeParse(undefined).data !== undefined) return undefined;
  return z.strictObject(
    Object.fromEntries(Object.entries(shape).filter(([name, type]) => name !== 'repo' && type.meta()?.['file'] !== 'path')),
  );
}
