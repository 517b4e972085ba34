import { z } from 'zod';

const secret = z.string().regex(/^\$\{[A-Z][A-Z0-9_]*\}$/, 'the name of an environment variable, such as ${DATABASE_URL}');

/** The `perf` section of launch-ready.yaml. */
export const perfConfig = z
  .strictObject({
    requests_per_second: z.number().positive().max(200).default(20).describe('How fast requests may be sent; above 20 you are asked first'),
    requests: z.number().int().min(100).max(10_000).default(400).describe('How many requests a route may get at most'),
    control: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('A static file or health route of the same host; its change is not the fault of a release'),
    login: z
      .strictObject({
        page: z.url({ protocol: /^https?$/ }).describe('The page that holds the form'),
        submit: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe('Where the form is sent; the page itself where left out'),
        fields: z.record(z.string(), z.string()).describe('Field name → value; secrets as ${NAME} of an environment variable'),
      })
      .optional()
      .describe('How to log in before routes behind the login are measured; use an account made for tests'),
    database: secret.optional().describe('The PostgreSQL database behind the routes, as ${DATABASE_URL}; it is only read'),
  })
  .prefault({})
  .describe('How routes are measured');

export type PerfConfig = z.output<typeof perfConfig>;
