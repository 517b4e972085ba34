import { z } from 'zod';
import { loadVerb } from '../../app/verbs.ts';
import type { AnyVerb } from '../../core/verb.ts';

/**
 * What a request from afar may have, and with which inputs: verbs that look at the public face of a domain, or at nothing but the request.
 * None reads or writes a folder of this machine, takes variables of its environment, sends load or mail, starts a browser, or spends.
 */
const OFFERED = {
  audit: ['target', 'profile', 'only', 'from'],
  coverage: ['open'],
  diff: ['before', 'after', 'profile'],
  explain: ['check'],
  map: ['target', 'format'],
  profiles: ['name'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A verb as the API serves it. */
export interface Served {
  /** `edge-plan` for `edge plan`. */
  path: string;
  verb: AnyVerb;
  /** What it takes over the network: nothing that names a folder of this machine. */
  takes: z.ZodObject;
}

/** The verbs of the API, with what they take from afar. */
export function servedVerbs(): Promise<Served[]> {
  return Promise.all(
    Object.entries(OFFERED).map(async ([name, inputs]) => {
      const verb = await loadVerb(name);
      const { shape } = verb.takes as z.ZodObject<Record<string, z.ZodType>>; // as: every verb takes an object
      const told = Object.entries(shape).filter(([input]) => (inputs as readonly string[]).includes(input)); // as: asked with any string
      return { path: name.replaceAll(' ', '-'), verb, takes: z.strictObject(Object.fromEntries(told)) };
    }),
  );
}
