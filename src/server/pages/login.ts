import { html, type Markup, NOTHING } from '../../reports/markup.ts';

/** Shortest password of an owner, characters (NIST SP 800-63B-4: at least 15 where it is the only factor). */
export const SHORTEST = 15;

/** Where the owner comes in. Pure. */
export function renderLogin({ problem }: { problem?: string }): Markup {
  return html`<main id="frame" class="page frame">
    <h1 class="verdict">Log in</h1>
    ${said(problem)}
    <form class="stack" method="post">
      <input type="hidden" name="username" value="owner" autocomplete="username" />
      <label>Password <input type="password" name="password" required maxlength="200" autocomplete="current-password" /></label>
      <button class="do">Log in</button>
    </form>
    <p class="twin">Forgotten? Stop the server and start it with <code>--new-owner</code>; it prints a new link.</p>
  </main>`;
}

/** Where the owner is made, once. Pure. */
export function renderSetup({ token, problem, name }: { token: string; problem?: string; name?: string }): Markup {
  return html`<main id="frame" class="page frame">
    <h1 class="verdict">Make the owner</h1>
    <p class="lead">This link works once. Whoever has the password sees everything this server knows.</p>
    ${said(problem)}
    <form class="stack" method="post" action="/setup/${token}">
      <label
        >Your name <span class="hint">Stands beside your notes in incidents</span
        ><input type="text" name="name" value="${name}" required maxlength="80" autocomplete="name"
      /></label>
      <label
        >Password <span class="hint">At least ${SHORTEST} characters; four random words are good</span
        ><input type="password" name="password" required minlength="${SHORTEST}" maxlength="200" autocomplete="new-password"
      /></label>
      <button class="do">Make the owner</button>
    </form>
  </main>`;
}

function said(problem: string | undefined): Markup {
  return problem === undefined ? NOTHING : html`<p class="said blocker" role="alert">${problem}</p>`;
}
