import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import type { Zone } from '../scenario.ts';
import type { PlatformProject } from './project.ts';
import { type Deployment, makePlatform, type Platform, Refusal } from './state.ts';

const HOST = 'api.shipyard.test';
/** The pretend address of the platform's API. */
export const PLATFORM_ADDRESS = '76.223.54.146';
const BODY_BYTES = 12 * 1024 * 1024;

/** The zone of the pretend hosting platform. */
export const SHIPYARD: Zone = {
  name: 'shipyard.test',
  servers: [
    { name: 'ns1.shipyard.test', address: '205.251.197.70' },
    { name: 'ns2.shipyard.test', address: '205.251.198.70' },
  ],
  records: [`api A ${PLATFORM_ADDRESS}`],
};

/** Opens the API of the pretend hosting platform: projects, variables, deployments, promote and rollback, each behind a token. */
export async function openPlatform(
  live: Live,
  project: PlatformProject,
  { authority, listeners }: { authority: Authority; listeners: Listeners },
): Promise<Platform> {
  const platform = makePlatform(live, project);
  const server = createServer(await authority.issue({ names: [HOST] }), serve(platform));
  await listeners.tcp({ host: PLATFORM_ADDRESS, port: 443 }, server);
  return platform;
}

function serve(platform: Platform): RequestListener {
  return (request, response) => {
    void answer(platform, request)
      .then(({ status, json }) => say(response, status, json))
      .catch((error: unknown) => {
        if (error instanceof Refusal) return say(response, error.status, { error: error.message });
        return say(response, 500, { error: 'internal' });
      });
  };
}

interface Said {
  status: number;
  json: unknown;
}

async function answer(platform: Platform, request: IncomingMessage): Promise<Said> {
  if (!isAllowed(platform.token, request.headers.authorization)) throw new Refusal(401, 'The token is missing or not known.');
  const [version, projects, name, what, id, action] = (request.url ?? '').split('?')[0]!.split('/').slice(1);
  if (version !== 'v1' || projects !== 'projects') throw new Refusal(404, 'There is no such address.');
  if (name !== platform.name) throw new Refusal(404, 'There is no such project.');
  const ask = [request.method, what ?? '', id === undefined ? '' : 'id', action ?? ''].join(' ').trim();
  const body = request.method === 'GET' ? {} : await readJson(request);
  switch (ask) {
    case 'GET':
      return ok(projectOf(platform));
    case 'PATCH':
      if (typeof body['autoDeploy'] !== 'boolean') throw new Refusal(422, 'autoDeploy must be true or false.');
      platform.autoDeploy = body['autoDeploy'];
      return ok(projectOf(platform));
    case 'GET env':
      return ok({ names: [...platform.env.keys()].toSorted() });
    case 'PUT env id':
      if (!/^[A-Z_][A-Z0-9_]*$/.test(id!)) throw new Refusal(422, 'A name is capitals, digits and underscores.');
      platform.env.set(id!, text(body, 'value'));
      return ok({ name: id });
    case 'DELETE env id':
      platform.env.delete(id!);
      return ok({ name: id });
    case 'GET deployments':
      return ok({ deployments: platform.deployments.map(shown) });
    case 'POST deployments':
      return { status: 201, json: shown(platform.create(text(body, 'release'), filesIn(body))) };
    case 'POST push':
      return { status: 201, json: shown(await platform.push(text(body, 'release'), filesIn(body))) };
    case 'GET deployments id':
      return ok(shown(byId(platform, id!)));
    case 'GET deployments id log':
      return ok({ log: byId(platform, id!).log });
    case 'POST deployments id promote':
      return ok(shown(await platform.promote(id!)));
    // As on several real platforms, going back leaves auto-deploy on: the next push brings the fault back.
    case 'POST rollback':
      return ok(shown(await platform.promote(byId(platform, text(body, 'to')).id)));
    default:
      throw new Refusal(404, 'There is no such address.');
  }
}

function ok(json: unknown): Said {
  return { status: 200, json };
}

function projectOf({ name, owns, autoDeploy, deployments }: Platform): object {
  return { name, owns, autoDeploy, live: deployments.find((each) => each.state === 'live')?.id ?? null };
}

function shown({ id, release, state }: Deployment): object {
  return { id, release, state };
}

function byId(platform: Platform, id: string): Deployment {
  const found = platform.deployments.find((each) => each.id === id);
  if (!found) throw new Refusal(404, 'There is no such deployment.');
  return found;
}

function text(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '' || value.length > 4_000) throw new Refusal(422, `${key} must be text.`);
  return value;
}

function filesIn(body: Record<string, unknown>): Record<string, string> {
  const { files } = body as { files?: unknown }; // as: looked at in the next line
  if (files === null || typeof files !== 'object' || Object.values(files).some((each) => typeof each !== 'string'))
    throw new Refusal(422, 'files must be an object of path to text.');
  return files as Record<string, string>; // as: every value was just seen to be text
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new Refusal(413, 'The upload is too large.');
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks).toString('utf8');
  if (whole === '') return {};
  try {
    const json: unknown = JSON.parse(whole);
    if (json !== null && typeof json === 'object' && !Array.isArray(json)) return json as Record<string, unknown>; // as: just seen
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
  throw new Refusal(400, 'The body must be a JSON object.');
}

function isAllowed(token: string, given: string | undefined): boolean {
  const [want, got] = [Buffer.from(`Bearer ${token}`), Buffer.from(given ?? '')];
  return want.length === got.length && timingSafeEqual(want, got);
}

function say(response: ServerResponse, status: number, json: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(json));
}
