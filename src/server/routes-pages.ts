import { Hono } from 'hono';
import { type C, type Env, type Kit } from './kit.ts';
import { loadDashboard, renderDashboard } from './pages/dashboard.ts';
import { renderIncident, renderIncidents } from './pages/incident.ts';
import { renderIssue, renderIssues } from './pages/issues.ts';
import { plainPage, show } from './pages/layout.ts';
import { peopleOf } from './pages/owner.ts';
import { ownForm, ownerOnly } from './person.ts';
import { sse } from './sse.ts';

/** The owner's pages about what is watched. */
export function watchRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, engine, io } = kit;
  const people = peopleOf(kit.config);
  const now = (): number => io.now().getTime();
  app.use('/', ownerOnly(kit));
  app.use('/events', ownerOnly(kit));
  app.use('/incidents/*', ownerOnly(kit));
  app.use('/issues/*', ownerOnly(kit));

  app.get('/', async (c) =>
    show(c, { title: 'Dashboard', islands: ['chart', 'live'], refresh: 60, body: renderDashboard(await loadDashboard(kit)) }),
  );

  app.get('/events', (c) =>
    sse(c, kit, async (send, signal) => {
      using _ = engine.subscribe((event) => send({ event: 'news', data: { kind: event.kind } }));
      await new Promise<void>((end) => signal.addEventListener('abort', () => end(), { once: true }));
    }),
  );

  app.get('/incidents', async (c) =>
    show(c, { title: 'Incidents', islands: ['live'], body: renderIncidents(await store.incidents({ limit: 200 }), now()) }),
  );

  app.get('/incidents/:id{[0-9]{1,12}}', async (c) => {
    const found = await store.incident(Number(c.req.param('id')));
    if (!found) return missing(c);
    return show(c, {
      title: found.incident.title,
      islands: ['live'],
      body: renderIncident(found, { now: now(), csrf: csrfOf(c), people }),
    });
  });

  app.get('/incidents/:id{[0-9]{1,12}}/note.md', async (c) => {
    const id = Number(c.req.param('id'));
    const note = await engine.incidentNote(id);
    if (note === null) return missing(c);
    return c.body(note, 200, {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `attachment; filename="incident-${id}.md"`,
    });
  });

  app.post('/incidents/:id{[0-9]{1,12}}/:act{ack|resolve|notes|assign}', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    const id = Number(c.req.param('id'));
    const by = c.get('opened')?.session.name ?? 'owner';
    const act = c.req.param('act');
    const text = (form.get('text') ?? '').replace(/\r\n?/g, '\n').trim().slice(0, 4_000);
    if (act === 'notes' && text === '') return c.redirect(`/incidents/${id}`, 303);
    const done =
      act === 'ack'
        ? await engine.ackIncident(id, by)
        : act === 'resolve'
          ? await engine.resolveIncident(id, by)
          : act === 'assign'
            ? await engine.assignIncident(id, form.get('owner'), by)
            : await engine.addNote(id, { by, text });
    return done ? c.redirect(`/incidents/${id}`, 303) : missing(c);
  });

  app.get('/issues', async (c) => {
    const release = c.req.query('release');
    const issues = await store.issues({ limit: 200, ...(release === undefined ? {} : { release }) });
    return show(c, { title: 'Issues', islands: ['live'], body: renderIssues(issues, { now: now(), release }) });
  });

  app.get('/issues/:id{[0-9]{1,12}}', async (c) => {
    const id = Number(c.req.param('id'));
    const found = await store.issue(id);
    if (!found) return missing(c);
    return show(c, { title: found.issue.title, body: renderIssue(found, { events: await store.events(id, 20), csrf: csrfOf(c), people }) });
  });

  app.post('/issues/:id{[0-9]{1,12}}/:act{resolve|assign}', async (c) => {
    const form = await ownForm(c, kit);
    if (form instanceof Response) return form;
    const id = Number(c.req.param('id'));
    const done = c.req.param('act') === 'assign' ? await engine.assignIssue(id, form.get('owner')) : await engine.resolveIssue(id);
    return done ? c.redirect(`/issues/${id}`, 303) : missing(c);
  });

  return app;
}

function csrfOf(c: C): string {
  return c.get('opened')?.session.csrf ?? '';
}

/** There is no such page. */
export function missing(c: C): Response {
  return show(c, {
    title: 'Not here',
    status: 404,
    body: plainPage('Not here', 'There is no such page. It may have been kept long enough and be gone.'),
  });
}
