import { z } from 'zod';

/** A secret that is accepted; kept in `.launch-ready-secrets.json`, or here. */
const ignored = z.strictObject({
  id: z
    .string()
    .regex(/^[a-f0-9]{24}$/, 'an id as `launch-ready secrets scan` shows it')
    .describe('The id that `launch-ready secrets scan` shows'),
  reason: z.string().min(8).describe('Why it is accepted'),
  owner: z.string().min(1).describe('Who answers for it'),
  until: z.iso.date().describe('The day the exception ends'),
});
export type IgnoredSecret = z.output<typeof ignored>;

/** Where the variables of an environment can be read: a file with values, or the names alone. */
const environment = z.union([
  z.strictObject({ file: z.string().min(1).describe('A file such as .env.production, below the folder of launch-ready.yaml') }),
  z.strictObject({ names: z.array(z.string().regex(/^[A-Za-z_]\w*$/)).describe('The names that are set on the platform; no values') }),
]);

/** The `secrets` section of launch-ready.yaml. */
export const secretsConfig = z
  .strictObject({
    environments: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/), environment)
      .default({})
      .describe('The environments and what is set in each: production, staging, …'),
    ignore: z.array(ignored).default([]).describe('Secrets you accept, each with a reason, an owner and an end'),
  })
  .prefault({})
  .describe('Secrets and environment variables');
