import { readJsonObject } from '../../parsers/sentry-envelope.ts';
import type { DeployMarker, Project } from '../types.ts';
import { storeCheckIn } from './check-ins.ts';
import { inflate } from './inflate.ts';
import { answer, CORS, ingest, type Intake } from './ingest.ts';
import { countLines, storeCount } from './logs.ts';
import { type Json, text } from './read.ts';
import type { IntakeAnswer, IntakeRequest } from './request.ts';

/** What the routes behind a token need beside the intake. */
export interface Api extends Intake {
  mark(marker: Omit<DeployMarker, 'id'>): Promise<DeployMarker>;
}

const SDK = /^\/api\/(\d{1,15})\/(envelope|store)\/?$/;
/** The address that a job asks with curl at its beginning and end (docs.sentry.io/product/monitors-and-alerts, HTTP check-ins). */
const CRON = /^\/api\/(\d{1,15})\/cron\/([\w.-]{1,80})\/([0-9a-f]{32})\/?$/;
/** What sentry-cli speaks when a CI tells of a release: `releases new`, `finalize`, `deploys new`. */
const RELEASES = /^\/api\/0\/organizations\/[^/]+\/releases\/(?:([^/]+)\/(deploys\/)?)?$/;

/** Answers everything that is sent to the monitor; see Engine.ingest for the routes. */
export async function handle(api: Api, request: IntakeRequest): Promise<IntakeAnswer> {
  if (request.method === 'OPTIONS') return { status: 204, headers: CORS, body: '' };
  const [, project, form] = SDK.exec(request.path) ?? [];
  if (project !== undefined) {
    if (request.method !== 'POST') return answer(405, { detail: 'only POST is answered here' });
    return ingest(api, request, { project: Number(project), form: form === 'store' ? 'store' : 'envelope' });
  }
  const [, on, slug, key] = CRON.exec(request.path) ?? [];
  if (slug !== undefined)
    return checkIn(api, request, { project: api.projects().find((each) => each.id === Number(on) && each.key === key), slug });
  if (request.authorized !== true) return answer(401, { detail: 'a token is needed' });
  const release = RELEASES.exec(request.path);
  if (release) return sentryRelease(api, request, { version: release[1], isDeploy: release[2] !== undefined });
  if (request.path === '/api/markers' && request.method === 'POST') return withJson(request, (json) => marker(api, json));
  if (request.path === '/api/logs' && request.method === 'POST') return logs(api, request);
  return answer(404, { detail: 'there is nothing here' });
}

async function checkIn(
  api: Api,
  request: IntakeRequest,
  { project, slug }: { project: Project | undefined; slug: string },
): Promise<IntakeAnswer> {
  if (!project) return answer(403, { detail: 'no project has this key' });
  return withJson(request, async (json) => {
    const status = request.query.get('status') ?? json['status'] ?? 'ok';
    const id = request.query.get('check_in_id') ?? json['check_in_id'];
    await api.committer.add((sql) => storeCheckIn(sql, project.id, { ...json, monitor_slug: slug, status, check_in_id: id }, api.now()));
    return answer(200, {});
  });
}

async function withJson(request: IntakeRequest, use: (json: Json) => Promise<IntakeAnswer>): Promise<IntakeAnswer> {
  const read = await inflate(request.body, request.headers['content-encoding']);
  if (!read.ok) return answer(read.status, { detail: read.problem });
  const json = read.bytes.length === 0 ? {} : readJsonObject(read.bytes);
  return json ? use(json) : answer(400, { detail: 'it is no JSON object' });
}

async function marker(api: Api, json: Json): Promise<IntakeAnswer> {
  const release = text(json['release'], 200);
  if (release === null) return answer(400, { detail: 'a marker needs a release' });
  const made = await api.mark({
    ...markerOf(api, json),
    release,
    environment: text(json['environment'], 64) ?? 'production',
    source: 'api',
  });
  return answer(201, made);
}

/** Releases themselves need nothing here: errors bring theirs along. Deploys become markers. */
async function sentryRelease(
  api: Api,
  request: IntakeRequest,
  { version, isDeploy }: { version: string | undefined; isDeploy: boolean },
): Promise<IntakeAnswer> {
  const named = version === undefined ? null : decode(version).slice(0, 200);
  if (request.method === 'GET') return answer(200, named === null ? [] : { version: named, dateReleased: null, projects: [] });
  return withJson(request, async (json) => {
    const release = named ?? text(json['version'], 200) ?? '';
    if (release === '') return answer(400, { detail: 'a release needs a version' });
    if (!isDeploy)
      return answer(request.method === 'POST' ? 201 : 200, {
        version: release,
        dateCreated: new Date(api.now()).toISOString(),
        projects: [],
      });
    const environment = text(json['environment'], 64) ?? 'production';
    const made = await api.mark({ ...markerOf(api, json), release, environment, source: 'sentry' });
    return answer(201, { id: String(made.id), environment, name: made.by, dateFinished: new Date(made.at).toISOString() });
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function markerOf(api: Api, json: Json): Pick<DeployMarker, 'at' | 'by' | 'url'> {
  const told = Date.parse(text(json['at']) ?? text(json['dateFinished']) ?? '');
  const url = text(json['url'], 500);
  const by = text(json['by'] ?? json['name'], 100);
  return {
    at: Number.isNaN(told) || told > api.now() ? api.now() : told,
    by,
    url: url !== null && /^https?:\/\//.test(url) && URL.canParse(url) ? url : null,
  };
}

async function logs(api: Api, request: IntakeRequest): Promise<IntakeAnswer> {
  const read = await inflate(request.body, request.headers['content-encoding']);
  if (!read.ok) return answer(read.status, { detail: read.problem });
  const count = countLines(Buffer.from(read.bytes).toString('utf8'));
  const source = request.query.get('source') ?? 'app';
  await api.committer.add((sql) => storeCount(sql, { source, now: api.now() }, count));
  return answer(200, count);
}
