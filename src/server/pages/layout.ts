import { html, type Markup, NOTHING, trusted } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { asset } from '../assets.ts';
import type { C } from '../kit.ts';

const NAV = [
  ['/', 'Dashboard'],
  ['/incidents', 'Incidents'],
  ['/issues', 'Issues'],
  ['/maintenance', 'Maintenance'],
  ['/audit', 'Audit'],
  ['/settings', 'Settings'],
] as const;

export interface Frame {
  title: string;
  body: Markup;
  /** Islands that this page loads. */
  islands?: readonly ('report' | 'live' | 'audit' | 'chart')[];
  /** Reload after this many seconds where scripts do not run. */
  refresh?: number;
  /** Kept by caches for everybody, so that nothing in it may be for one reader: it runs no scripts. */
  shared?: true;
  status?: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503;
}

/** A whole page as an answer. Where somebody is logged in it has the navigation. */
export function show(c: C, frame: Frame): Response {
  return c.body(pageOf(c, frame).markup, frame.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8' });
}

function pageOf(c: C, { title, body, islands = [], refresh, shared }: Frame): Markup {
  const nonce = c.get('nonce');
  const opened = c.get('opened');
  const path = c.req.path;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${asset('style.css')}" />
        <title>${clip(title, 200)} · Launch Ready</title>
        ${refresh === undefined ? NOTHING : html`<noscript><meta http-equiv="refresh" content="${refresh}" /></noscript>`}
      </head>
      <body>
        <a class="skip-link" href="#frame">Skip to the content</a>
        ${opened ? nav(path, opened.session.csrf) : NOTHING} ${body}
        ${(shared ? [] : ['report', ...islands.filter((name) => name !== 'report')]).map(
          (name) => html`<script src="${asset(`${name}.js`)}" nonce="${nonce}" defer></script>`,
        )}
      </body>
    </html>`;
}

function nav(path: string, csrf: string): Markup {
  const links = NAV.map(([href, name]) => {
    const here = href === '/' ? path === '/' : path.startsWith(href);
    return html`<li><a href="${href}" ${here ? trusted('aria-current="page"') : NOTHING}>${name}</a></li>`;
  });
  return html`<nav class="top" aria-label="Pages">
    <div class="page">
      <b><a href="/">Launch Ready</a></b>
      <ul>
        ${links}
      </ul>
      <form method="post" action="/logout">${csrfField(csrf)}<button>Log out</button></form>
    </div>
  </nav>`;
}

/** The secret that every form of a logged-in person carries. */
export function csrfField(csrf: string): Markup {
  return html`<input type="hidden" name="csrf" value="${csrf}" />`;
}

/** A page that says one thing. */
export function plainPage(title: string, lead: string, more: Markup = NOTHING): Markup {
  return html`<main id="frame" class="page frame">
    <h1 class="verdict">${title}</h1>
    <p class="lead">${lead}</p>
    ${more}
  </main>`;
}
