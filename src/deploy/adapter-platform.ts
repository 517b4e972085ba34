import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { DeployConfig } from '../core/config-deploy.ts';
import { UserError } from '../core/errors.ts';
import { request } from '../probes/net/http-client.ts';
import { masker } from '../redact/known.ts';
import { type Adapter, failed, type Outcome } from './adapter.ts';
import type { Place } from './place.ts';

const deployment = z.object({ id: z.string(), release: z.string(), state: z.string() });
const deployments = z.object({ deployments: z.array(deployment) });
const project = z.object({ name: z.string(), autoDeploy: z.boolean(), live: z.string().nullable() });
const logged = z.object({ log: z.array(z.string()) });
const named = z.object({ names: z.array(z.string()) });

/** Text files of an upload together, bytes. */
const UPLOAD = 8 * 1024 * 1024;
const ASK_MS = 30_000;

/** Deploys through the API of a hosting platform: upload, build, promote; going back promotes an earlier build. */
export function platformAdapter(platform: NonNullable<DeployConfig['platform']>, { io, say }: Place): Adapter {
  const base = `${platform.api.replace(/\/$/, '')}/v1/projects/${encodeURIComponent(platform.project)}`;
  const host = new URL(platform.api).hostname;
  const name = platform.token.slice(2, -1);
  const masked = masker([io.env[name] ?? '']);

  async function ask<T>(sees: z.ZodType<T>, path: string, sent: { method?: string; body?: unknown } = {}): Promise<T> {
    const token = io.env[name];
    if (token === undefined || token === '')
      throw new UserError('no-token', `${name} is not set, so ${host} cannot be asked.`, `Make a token there and set ${name}.`);
    const answer = await request(io, {
      url: `${base}${path}`,
      method: sent.method ?? 'GET',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json' },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      trusted: true,
      limits: { ms: ASK_MS },
    });
    if (answer.is === 'silence') throw new Refused(`${host} does not answer (${answer.code}).`);
    const text = answer.body.bytes.toString('utf8');
    if (answer.status >= 400) throw new Refused(`${host} answers ${answer.status}: ${masked(text).slice(0, 200)}`);
    const read = sees.safeParse(parse(text));
    if (!read.success) throw new Refused(`${host} answers something unexpected.`);
    return read.data;
  }
  const list = async (): Promise<z.output<typeof deployment>[]> => (await ask(deployments, '/deployments')).deployments;
  const logOf = async (id: string): Promise<string[]> => (await ask(logged, `/deployments/${id}/log`)).log.map(masked);
  const outcome = async (work: () => Promise<Outcome>): Promise<Outcome> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused) return failed(error.message);
      throw error;
    }
  };
  const promoted = async (answer: z.output<typeof deployment>): Promise<Outcome> => {
    const { id, release, state } = answer;
    return state === 'live' ? { ok: true } : failed(`${release} is ${state} after it was promoted.`, await logOf(id));
  };

  return {
    id: 'platform',
    async preflight() {
      try {
        const { autoDeploy, live } = await ask(project, '');
        return [
          { what: host, ok: true, says: `knows the project ${platform.project}` },
          { what: 'a way back', ok: live !== null, says: live === null ? 'nothing is live yet' : 'earlier deployments are kept' },
          {
            what: 'auto-deploy',
            ok: true,
            says: autoDeploy ? 'on; a rollback switches it off, or the next push would bring the fault back' : 'off',
          },
        ];
      } catch (error) {
        if (error instanceof Refused) return [{ what: host, ok: null, says: error.message }];
        throw error;
      }
    },
    deploy: ({ id, folder, files }) =>
      outcome(async () => {
        const tree = await readTree(folder, files);
        if (typeof tree === 'string') return failed(tree);
        say(`sending ${files.length} files to ${host}`);
        const made = await ask(deployment, '/deployments', { method: 'POST', body: { release: id, files: tree } });
        if (made.state === 'failed') return failed(`${host} could not build ${id}.`, await logOf(made.id));
        say(`${host} has built ${id}; switching traffic`);
        return promoted(await ask(deployment, `/deployments/${made.id}/promote`, { method: 'POST' }));
      }),
    settle: async () => undefined,
    current: async () => (await list()).find(({ state }) => state === 'live' || state === 'crashed')?.release ?? null,
    releases: async () => (await list()).filter(({ state }) => state === 'live' || state === 'retired').map(({ release }) => release),
    rollback: (to) =>
      outcome(async () => {
        const target = (await list()).find(({ release, state }) => release === to && state !== 'failed');
        if (!target) return failed(`${host} has no deployment of release ${to}.`);
        if ((await ask(project, '')).autoDeploy) {
          await ask(project, '', { method: 'PATCH', body: { autoDeploy: false } });
          say(`auto-deploy is off now on ${host}, so that the next push does not bring the fault back`);
        }
        return promoted(await ask(deployment, '/rollback', { method: 'POST', body: { to: target.id } }));
      }),
    async logs(release) {
      const found = (await list()).find((each) => each.release === release);
      return found ? logOf(found.id) : [];
    },
    async envNames() {
      try {
        return (await ask(named, '/env')).names;
      } catch (error) {
        if (error instanceof Refused) return null;
        throw error;
      }
    },
  };
}

/** The platform said no, or nothing. */
class Refused extends Error {}

async function readTree(folder: string, files: readonly string[]): Promise<Record<string, string> | string> {
  const tree: Record<string, string> = {};
  let bytes = 0;
  for (const path of files) {
    const content = await readFile(join(folder, path));
    bytes += content.length;
    if (bytes > UPLOAD) return `The upload is larger than ${UPLOAD / 1024 / 1024} MiB.`;
    if (!isUtf8(content)) return `${path} is no text, and this platform takes text files alone.`;
    tree[path] = content.toString('utf8');
  }
  return tree;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
