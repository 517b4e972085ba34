import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { type Profile, resolveProfile } from '../core/profile.ts';
import { defineVerb } from '../core/verb.ts';
import { profiles } from '../profiles/index.ts';
import { findTarget } from './target.ts';
import { openWorkspace, repoInput } from './workspace.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('The domain to watch; launch-ready.yaml names it where left out').meta({ positional: true }),
  repo: repoInput,
  port: z.coerce.number().int().min(0).max(65_535).default(4600).describe('The port to listen on; 0 takes a free one'),
  host: z.string().default('127.0.0.1').describe('The address to listen on; 0.0.0.0 lets other machines in'),
  'public-url': z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where people reach it, behind a proxy with https; `monitor.url` where left out'),
  'new-owner': z.boolean().default(false).describe('Forget the owner and all sessions, and print a new set-up link'),
});

/** What serving needs to know, from flags, launch-ready.yaml and the environment. */
export interface ServePlan {
  config: Config;
  profile: Profile;
  /** `postgres://…`, or the path of a SQLite file. */
  where: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  newOwner: boolean;
  /** The folder of what is remembered between runs. */
  state: string;
}

/** Makes the plan of a serve or worker run. `DATABASE_URL` moves the store to PostgreSQL. */
export function planServe(input: z.output<typeof takes>, io: Pick<Io, 'env'>): ServePlan {
  const { config: told, state } = openWorkspace(input.repo);
  const domain = input.target === undefined ? told.domain : findTarget(input.target, undefined)?.domain;
  const publicUrl = input['public-url'] ?? told.monitor.url;
  const config: Config = {
    ...told,
    ...(domain === undefined ? {} : { domain }),
    // Routes of another domain than the one that was asked for are not watched.
    ...(domain === told.domain ? {} : { routes: [], hosts: [], canonical: undefined }),
    monitor: { ...told.monitor, ...(publicUrl === undefined ? {} : { url: publicUrl }) },
  };
  return {
    config,
    profile: resolveProfile(profiles, config.profile ?? 'default'),
    where: io.env['DATABASE_URL'] || join(state, 'serve.db'),
    host: input.host,
    port: input.port,
    publicUrl: publicUrl?.replace(/\/+$/, ''),
    newOwner: input['new-owner'],
    state,
  };
}

/** `launch-ready serve`: watches, takes errors in, and shows both. The command line keeps it running. */
export const serve = defineVerb<z.output<typeof takes>, object>({
  name: 'serve',
  does: 'Watch the product: uptime, errors, deploys and incidents, with a dashboard and a status page',
  stage: 'watch',
  touches: 'network',
  takes,
  gives: z.custom<object>(),
  examples: [
    'launch-ready serve acme.com',
    'launch-ready serve --public-url https://watch.acme.com',
    'launch-ready serve --lab ai-built-mess',
  ],
  run: async () => {
    throw new UserError('keeps-running', '`serve` keeps running.', 'Run `launch-ready serve` from a shell or a process supervisor.');
  },
  shows: () => '',
});
