import { Hono } from 'hono';
import { UserError } from '../core/errors.ts';
import type { Report } from '../core/finding.ts';
import type { RunningAudit } from './audits.ts';
import { type C, type Env, type Kit } from './kit.ts';
import { renderAuditForm, renderReport, renderRunning } from './pages/audit.ts';
import { show } from './pages/layout.ts';
import { ownForm, ownerOnly } from './person.ts';
import { missing } from './routes-pages.ts';
import { sse } from './sse.ts';

/** The page to paste a domain into, a running audit, and the reports of earlier ones (AUD-13). */
export function auditRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, audits } = kit;
  app.use('/audit', ownerOnly(kit));
  app.use('/audits/*', ownerOnly(kit));

  const form = async (c: C, more: { target?: string; problem?: string } = {}): Promise<Response> =>
    show(c, {
      title: 'Audit a domain',
      status: more.problem === undefined ? 200 : 400,
      body: renderAuditForm(await store.audits({ limit: 50 }), { csrf: c.get('opened')?.session.csrf ?? '', ...more }),
    });

  app.get('/audit', (c) => form(c));

  app.post('/audit', async (c) => {
    const given = await ownForm(c, kit);
    if (given instanceof Response) return given;
    const target = (given.get('target') ?? '').trim().slice(0, 500);
    try {
      return c.redirect(`/audits/live/${audits.begin(target).id}`, 303);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return form(c, { target, problem: `${error.message} ${error.hint}` });
    }
  });

  app.get('/audits/live/:id{[0-9a-f]{16}}', (c) => {
    const running = audits.get(c.req.param('id'));
    if (!running) return missing(c);
    if (running.report) return show(c, { title: `Report for ${running.domain}`, body: renderReport(running.report) });
    const over = running.events.some((event) => event.kind === 'failed');
    return show(c, {
      title: `Auditing ${running.domain}`,
      body: renderRunning(running),
      ...(over ? {} : { islands: ['audit'] as const, refresh: 2 }),
    });
  });

  app.get('/audits/live/:id{[0-9a-f]{16}}/events', (c) => {
    const running = audits.get(c.req.param('id'));
    return running ? followed(c, kit, running) : missing(c);
  });

  app.get('/audits/:id{[0-9]{1,12}}', async (c) => {
    const run = await store.audit(Number(c.req.param('id')));
    if (!run) return missing(c);
    return show(c, { title: `Report for ${run.domain}`, body: renderReport(run.report as Report) }); // as: saved by audits.ts and by the engine, both from an audit's report
  });

  return app;
}

/** What happens in an audit as server-sent events; `Last-Event-ID` goes on where a reader was. */
export function followed(c: C, kit: Kit, running: RunningAudit): Response {
  const after = Number(c.req.header('last-event-id') ?? 0);
  return sse(c, kit, async (send, signal) => {
    for await (const event of kit.audits.follow(running, Number.isSafeInteger(after) && after > 0 ? after : 0, signal)) {
      send({ event: event.kind, data: event, id: event.n });
    }
  });
}
