import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { makeRate } from '../access/rate.ts';
import { TARGET } from '../audits.ts';
import { API_RATE, bearer, problem } from '../bearer.ts';
import type { C, Env, Kit } from '../kit.ts';
import { followed } from '../routes-audit.ts';
import { readLimited } from '../secure.ts';
import { openApi } from './openapi.ts';
import { type Served, servedVerbs } from './verbs.ts';

/** Largest body, bytes: a saved bundle fits. */
const BODY = 16 * 1024 * 1024;
/** Commands that ask the network at any time. */
const AT_ONCE = 4;
/** Longest list. */
const LISTED = 200;

const beginTakes = z.strictObject({ target: z.string().max(500) });

/** The API: verbs, running audits, and what is watched. */
export function apiRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, audits } = kit;
  const rate = makeRate(API_RATE);
  let active = 0;
  let served: Promise<Served[]> | undefined;
  const verbs = (): Promise<Served[]> => (served ??= servedVerbs());

  app.get('/api/openapi.json', async (c) => c.json(openApi(await verbs(), kit.publicUrl)));

  app.get('/api/monitors', bearer(kit, 'read', { session: true, rate }), async (c) => c.json({ monitors: await store.monitors() }));
  app.get('/api/incidents', bearer(kit, 'read', { session: true, rate }), async (c) =>
    c.json({ incidents: await store.incidents({ limit: LISTED }) }),
  );
  app.get('/api/issues', bearer(kit, 'read', { session: true, rate }), async (c) =>
    c.json({ issues: await store.issues({ limit: LISTED }) }),
  );

  app.post('/api/audits', bearer(kit, 'run', { rate }), async (c) => {
    const input = await readInput(c, beginTakes);
    if (input instanceof Response) return input;
    const begun = audits.begin(input.target);
    return c.json({ id: begun.id, events: `/api/audits/${begun.id}/events` }, 202);
  });

  app.get('/api/audits/:id{[0-9a-f]{16}}/events', bearer(kit, 'run', { session: true, rate }), (c) => {
    const running = audits.get(c.req.param('id'));
    return running
      ? followed(c, kit, running)
      : problem(c, 404, { code: 'no-such-audit', message: 'There is no such audit.', hint: 'Begin one with POST /api/audits.' });
  });

  app.post('/api/:verb{[a-z-]+}', bearer(kit, 'run', { rate }), async (c) => {
    const found = (await verbs()).find(({ path }) => path === c.req.param('verb'));
    if (!found)
      return problem(c, 404, {
        code: 'no-such-verb',
        message: 'The API has no such verb.',
        hint: 'GET /api/openapi.json lists them. Verbs that change production stay with the command line.',
      });
    const input = await readInput(c, found.takes);
    if (input instanceof Response) return input;
    // Without a target the command line looks at the folder it stands in, which is nothing for a request from afar.
    if ('target' in found.takes.shape && input['target'] === undefined && input['from'] === undefined)
      return problem(c, 400, { code: 'no-target', message: 'target: there is no domain.', hint: 'Give one, such as acme.com.' });
    if (typeof input['target'] === 'string' && !TARGET.test(input['target']))
      return problem(c, 400, {
        code: 'not-a-domain',
        message: 'target: that is not a domain.',
        hint: 'Give a domain such as acme.com, or a URL.',
      });
    if (found.verb.touches === 'network' && active >= AT_ONCE)
      throw new UserError('busy', `${AT_ONCE} commands are running already.`, 'Try again in a minute.');
    const signal = AbortSignal.any([kit.io.signal, c.req.raw.signal]);
    active += 1;
    try {
      return c.json((await found.verb.run(found.verb.takes.parse(input), { ...kit.io, signal }, () => {})) as object); // as: what a verb gives is an object
    } finally {
      active -= 1;
    }
  });

  app.onError((error, c) => failed(c, kit, error));
  return app;
}

/** What went wrong, as the API says it; a bug shows nothing of itself. */
function failed(c: Context<Env>, kit: Kit, error: unknown): Response {
  if (error instanceof UserError) {
    const { code, message, hint } = error;
    return problem(c, code === 'busy' ? 503 : 422, { code, message, hint });
  }
  kit.onTrouble(error, `${c.req.method} ${c.req.path}`);
  return problem(c, 500, { code: 'bug', message: 'That is a bug of ours.', hint: 'The log of the server has the lines.' });
}

/** The body as what is taken; an answer that says what is wrong with it otherwise. */
async function readInput<T>(c: C, takes: z.ZodType<T>): Promise<T | Response> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    return problem(c, 415, {
      code: 'not-json',
      message: 'The body must be application/json.',
      hint: 'Send `Content-Type: application/json`, and {} where nothing is needed.',
    });
  const text = await readLimited(c.req.raw, BODY);
  if (text === undefined)
    return problem(c, 413, {
      code: 'too-large',
      message: 'The body is larger than 16 MiB.',
      hint: 'Judge large bundles with the command line.',
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return problem(c, 400, { code: 'not-json', message: 'The body is not JSON.', hint: 'Send one JSON object.' });
  }
  const parsed = takes.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return problem(c, 400, {
    code: 'wrong-input',
    message: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not what is taken'}`,
    hint: 'GET /api/openapi.json shows what is taken.',
  });
}
