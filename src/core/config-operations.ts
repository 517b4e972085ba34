import { z } from 'zod';

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/i, 'a name as it stands in the address of Sentry');

/** A path inside the checkout: we also audit checkouts of strangers, and their configuration must not name files of this machine. */
const inside = z
  .string()
  .regex(/^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$)).{1,300}$/, 'a path inside the checkout such as logs/api.log')
  .describe('A log file inside the checkout');

/** The `operations` section of launch-ready.yaml. */
export const operationsConfig = z
  .strictObject({
    logs: z.array(inside).max(20).default([]).describe('Logs of production, exported into the checkout; `--logs` names others'),
    sentry: z
      .strictObject({
        org: slug.describe('The organisation, as in the address'),
        project: slug.describe('The project, as in the address'),
      })
      .optional()
      .describe('Where errors are collected; SENTRY_AUTH_TOKEN in the environment opens it, SENTRY_URL says where your own runs'),
  })
  .prefault({})
  .describe('Where production tells how it runs');
