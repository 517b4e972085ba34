import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ });
const secret = z.string().regex(/^\$\{[A-Z_][A-Z0-9_]*\}$/, 'the name of an environment variable, such as ${SMOKE_PASSWORD}');
const status = z.int().min(100).max(599);
const taken = z.record(z.string().regex(/^[a-z_][a-z0-9_]*$/i), z.string().max(2_000));

const expectation = z.strictObject({
  status: status.optional().describe('The status; any 2xx where left out'),
  text: z.string().min(1).optional().describe('Text that the answer holds'),
  json: z
    .record(z.string().regex(/^\//), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe('JSON pointers and the values that stand there'),
  ends_at: url.optional().describe('The address reached after redirects'),
});

const step = z.strictObject({
  do: z
    .string()
    .regex(/^(GET|POST|PUT|PATCH|DELETE) https?:\/\/\S+$/, 'a method and an address, such as POST https://api.acme.com/bookings')
    .describe('The method and the address'),
  headers: taken.optional().describe('Headers; {{name}} stands for what an earlier step took'),
  form: taken.optional().describe('Fields of a form'),
  json: z.unknown().optional().describe('A JSON body'),
  expect: expectation.optional().describe('What must come back; a 2xx where left out'),
  take: z
    .record(
      z.string().regex(/^[a-z_][a-z0-9_]*$/i),
      z
        .string()
        .regex(/^(json:\/.*|input:[\w.[\]-]+|header:[\w-]+|cookie:[\w.-]+)$/, 'json:/pointer, input:name, header:Name or cookie:name'),
    )
    .optional()
    .describe('Values for later steps: name → json:/id, input:csrf, header:X-Token, cookie:csrf'),
});

const login = z.strictObject({
  url: url.describe('The page with the form'),
  post: url.optional().describe('Where the form goes; the page itself where left out'),
  fields: z
    .strictObject({ user: z.string().default('email'), password: z.string().default('password') })
    .prefault({})
    .describe('How the form calls its two fields'),
  user: secret.describe('The environment variable with the test user'),
  password: secret.describe('The environment variable with the password'),
  as: z.enum(['form', 'json']).default('form').describe('How the form is sent'),
  csrf: z.string().optional().describe('The hidden field of the form that must be sent along'),
  inside: url.optional().describe('A page that only somebody logged in sees'),
  expect: expectation.optional().describe('What that page must show'),
});

/** The `smoke` section of launch-ready.yaml. */
export const smokeConfig = z
  .strictObject({
    passes: z.int().min(1).max(10).default(2).describe('Times in a row everything must pass; one failure ends the run'),
    marker: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .default('X-Launch-Ready-Smoke')
      .describe('The header that marks our requests, so that your analytics can leave them out'),
    routes: z
      .array(z.strictObject({ name: z.string().describe('The name of a route'), expect: expectation }))
      .default([])
      .describe('Routes whose answer is not the usual one of their kind'),
    login: login.optional().describe('Logging in as a test user'),
    flows: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('How people call it, such as "book a session"'),
          steps: z.array(step).min(1).max(30).describe('What is done, in order, in the session of the login'),
          cleanup: z.array(step).max(30).default([]).describe('Takes away what the steps made; runs even when they fail'),
        }),
      )
      .max(20)
      .default([])
      .describe('What customers must be able to do'),
    checkout: url.optional().describe('The page where paying begins; `smoke --browser` opens it after the login'),
  })
  .prefault({})
  .describe('What must work after every release');

export type SmokeConfig = z.output<typeof smokeConfig>;
export type SmokeStep = z.output<typeof step>;
export type Expectation = z.output<typeof expectation>;
