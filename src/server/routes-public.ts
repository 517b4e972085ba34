import { Hono } from 'hono';
import { VERSION } from '../core/version.ts';
import type { Markup } from '../reports/markup.ts';
import { findAsset } from './assets.ts';
import type { Env, Kit } from './kit.ts';
import { show } from './pages/layout.ts';
import { renderStatus } from './pages/status.ts';
import { BARS } from './pages/uptime.ts';
import { missing } from './routes-pages.ts';

const DAY = 86_400_000;
/** How long a status page may be kept, seconds; the parts shown with bars. */
const KEPT = 30;
/** How long one is given out again, ms. */
const FRESH = 10_000;
const PARTS = 50;

/** What needs no login: assets, health, readiness and the status page. */
export function publicRoutes(kit: Kit): Hono<Env> {
  const app = new Hono<Env>();
  const { store, engine, io, config } = kit;

  app.get('/assets/:hash/:name', (c) => {
    const found = findAsset(c.req.param('hash'), c.req.param('name'));
    if (!found) return missing(c);
    return c.body(found.text, 200, { 'Content-Type': found.type, 'Cache-Control': 'public, max-age=31536000, immutable' });
  });

  // Whether the process lives, and which release it is; nothing of what it works with.
  app.get('/health', (c) => c.json({ status: 'ok', release: VERSION }));

  app.get('/ready', async (c) => {
    try {
      await store.ping();
      return c.json({ status: 'ready' });
    } catch (error) {
      kit.onTrouble(error, 'reading the store');
      return c.json({ status: 'not ready' }, 503);
    }
  });

  app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /\n'));

  /** Anybody may ask for it, so it is made at most once in ten seconds, whoever asks. */
  let kept: { at: number; body: Promise<Markup> } | undefined;
  const status = (title: string): Promise<Markup> => {
    const now = io.now().getTime();
    if (!kept || now - kept.at >= FRESH) {
      const body = makeStatus(title, now);
      kept = { at: now, body };
      body.catch(() => (kept = undefined));
    }
    return kept.body;
  };
  const makeStatus = async (title: string, now: number): Promise<Markup> => {
    const [all, status, incidents] = await Promise.all([store.monitors(), engine.status(), store.incidents({ limit: 50 })]);
    const watched = all.slice(0, PARTS);
    const reach = { from: now - BARS * DAY, to: now };
    const bars = new Map(
      await Promise.all(watched.map(async ({ monitor }) => [monitor.id, await store.bars(monitor.id, reach, 'day')] as const)),
    );
    return renderStatus({ title, now, watched, status, bars, incidents });
  };

  app.get('/status', async (c) => {
    const title = config.monitor.status_title;
    if (title === undefined) return missing(c);
    const body = await status(title);
    c.header('Cache-Control', `public, max-age=${KEPT}`);
    return show(c, { title: `Status of ${title}`, body, shared: true });
  });

  return app;
}
