import { z } from 'zod';

/** What a secret looks like in the configuration: the name of an environment variable, never the value. */
const secret = z.string().regex(/^\$\{[A-Z_][A-Z0-9_]*\}$/, 'the name of an environment variable, such as ${DEPLOY_TOKEN}');
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable, such as DATABASE_URL');
const command = z.string().min(1).max(2_000);

const commands = z.strictObject({
  release: command.describe('Puts the release live; LAUNCH_READY_RELEASE and LAUNCH_READY_ARTIFACT are set'),
  rollback: command.optional().describe('Goes back; LAUNCH_READY_TO names the release to go back to'),
  current: command.optional().describe('Prints the id of the release that serves'),
  env: command.optional().describe('Prints the names of the variables that are set in production, one per line'),
  logs: command.optional().describe('Prints the last lines of the logs'),
  pass: z.array(envName).default([]).describe('Environment variables that the commands may see; all others are kept from them'),
});

const process = z.strictObject({
  folder: z
    .string()
    .regex(/^\/[^\0\n]*$/, 'an absolute path, such as /srv/acme')
    .describe('Where releases lie on the machine: releases/<id>, current, shared/.env'),
  ssh: z
    .string()
    .regex(/^[^-\s][^\s]*$/, 'a host as ssh knows it, such as deploy@acme.com')
    .optional()
    .describe('The machine, as `ssh` knows it; this machine where left out'),
  start: command.describe('Starts the app in the release folder; it must listen on $PORT'),
  ports: z
    .tuple([z.int().min(1024).max(65_535), z.int().min(1024).max(65_535)])
    .default([4_000, 4_999])
    .describe('Ports that releases may listen on'),
  health: z
    .string()
    .regex(/^\//, 'a path such as /api/health')
    .default('/api/health')
    .describe('The path that is asked on the new port before the switch'),
  upstream: z.string().optional().describe('The file that names the live port for nginx; current/port alone where left out'),
  reload: command.optional().describe('Makes the proxy read it, such as `nginx -s reload`'),
  drain_seconds: z.number().min(0).max(600).default(5).describe('How long the old process may finish what it began'),
});

const platform = z.strictObject({
  api: z.url({ protocol: /^https$/ }).describe('The address of the platform’s API'),
  project: z.string().min(1).describe('The project on the platform'),
  token: secret.describe('The environment variable that holds the token'),
});

const health = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('The health route that customers’ traffic reaches'),
  release: z
    .string()
    .regex(/^(\/.+|header:[A-Za-z0-9-]+)$/, 'a JSON pointer such as /release, or header:X-Release')
    .default('/release')
    .describe('Where it tells the release id'),
  passes: z.int().min(1).max(20).default(3).describe('Answers in a row that must name the new release'),
  interval_ms: z.int().min(10).max(60_000).default(1_000).describe('Time between two questions'),
  deadline_seconds: z.number().min(1).max(1_800).default(120).describe('After this the release has failed'),
});

const speed = z.strictObject({
  routes: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Names of the routes to compare; all on the host of the health route where left out'),
  requests_per_second: z.number().positive().max(500).optional().describe('To both releases together; that of `perf` where left out'),
  requests: z.int().min(200).max(3_200).default(800).describe('Requests per release and route at most; fewer where all is clear'),
  seconds: z.number().min(5).max(3_600).default(120).describe('Time per route at most'),
  unproven: z
    .enum(['keep', 'take-back'])
    .default('keep')
    .describe('What becomes of a release whose speed could not be told: it stays and is marked, or it is taken back'),
});

const migrations = z.strictObject({
  folder: z.string().describe('The folder of the SQL files; the usual ones are found without it'),
  runner: z
    .enum(['supabase', 'prisma', 'drizzle', 'knex', 'plain'])
    .optional()
    .describe('Who runs them; told by the folder where left out'),
});

/** The `deploy` section of launch-ready.yaml. */
export const deployConfig = z
  .strictObject({
    adapter: z.enum(['commands', 'process', 'platform']).optional().describe('Who puts a release live'),
    build: command.optional().describe('Builds the product in the checkout; its exit code decides'),
    artifact: z.string().default('.').describe('The folder that is deployed, below the checkout'),
    lockfile: z.boolean().default(true).describe('False where the product has no dependencies to lock'),
    keep: z.int().min(2).max(50).default(5).describe('Releases kept for going back'),
    environment: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'an environment such as production or staging')
      .default('production')
      .describe('The environment of secrets.environments that a release goes to'),
    env: z.array(envName).default([]).describe('Variables a release needs, besides those that code reads and .env.example names'),
    commands: commands.optional().describe('The adapter `commands`: your own commands'),
    process: process.optional().describe('The adapter `process`: a process on this or another machine'),
    platform: platform.optional().describe('The adapter `platform`: a hosting platform with an API'),
    health: health.optional().describe('How a release proves that it is the one that serves'),
    perf_gate: speed.optional().describe('Compare the speed of a release with the one before, and stop it at +20 % p95'),
    migrations: migrations.optional().describe('Where database migrations lie'),
    deadline_seconds: z.number().min(1).max(3_600).default(600).describe('Time limit of each command and of the platform’s build'),
  })
  .prefault({})
  .describe('How a release goes live, proves itself, and is taken back');

export type DeployConfig = z.output<typeof deployConfig>;
/** How the speed of a release is judged during its deploy. */
export type SpeedConfig = z.output<typeof speed>;
/** The usual way, for `deploy run --perf-gate` without a section. */
export const usualSpeed = (): SpeedConfig => speed.parse({});
export type HealthConfig = NonNullable<DeployConfig['health']>;
