import type { Config } from '../../core/config.ts';
import type { Project } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { counted } from '../../reports/words.ts';
import { type ApiToken, SCOPE_WORDS, SCOPES } from '../access/api-token.ts';
import { csrfField } from './layout.ts';
import { sign, time } from './words.ts';

export interface Settings {
  csrf: string;
  config: Config;
  project: Project;
  publicUrl: string;
  tokens: readonly { id: string; token: ApiToken }[];
  size: { bytes: number; rows: Readonly<Record<string, number>> };
  /** A token that was just made; shown once. */
  made?: string;
  /** What a test of the alerts gave. */
  tested?: readonly { channel: string; owner: string | null; ok: boolean; says: string }[];
  problem?: string;
}

/** Settings: what can be turned here, and where the rest is written down. Pure. */
export function renderSettings(shown: Settings): Markup {
  const { config, size } = shown;
  return html`<main id="frame" class="page frame">
    <h1 class="verdict">Settings</h1>
    <p class="lead">What is watched and who is told stands in launch-ready.yaml. Keys and tests are here.</p>
    ${shown.problem === undefined ? NOTHING : html`<p class="said blocker" role="alert">${shown.problem}</p>`} ${alerts(shown)}
    ${dsn(shown)} ${tokens(shown)}
    <section aria-labelledby="h-keep">
      <h2 id="h-keep">What is kept</h2>
      <p>
        Histories and errors are kept for ${config.monitor.retention_days} days; <code>monitor.retention_days</code> changes it. Secrets are
        masked before anything is stored.
      </p>
      <dl class="facts">
        <div>
          <dt>On disk</dt>
          <dd>${(size.bytes / 1_048_576).toFixed(1)} MiB</dd>
        </div>
        ${Object.entries(size.rows)
          .slice(0, 12)
          .map(
            ([table, rows]) =>
              html`<div>
                <dt>${table}</dt>
                <dd>${counted(rows, 'row')}</dd>
              </div>`,
          )}
      </dl>
    </section>
  </main>`;
}

function alerts({ config, csrf, tested }: Settings): Markup {
  return html`<section aria-labelledby="h-alerts" id="alerts">
    <h2 id="h-alerts">Who is told</h2>
    ${
      config.alerts.length === 0
        ? html`<p class="none">Nobody. Add <code>alerts</code> to launch-ready.yaml, or an outage stays unseen.</p>`
        : html`<ul class="rows">
              ${config.alerts.map(
                (alert) =>
                  html`<li>
                    ${sign({ mark: 'pass', shape: '✓', word: 'set' })}<span>${alert.channel} to <code>${clip(alert.to, 120)}</code></span
                    ><span class="sub"
                      >from severity ${alert.severity} on; ${alert.owner ? `owner ${clip(alert.owner, 80)}` : 'no owner named'}</span
                    >
                  </li>`,
              )}
            </ul>
            <form class="act-row" method="post" action="/settings/test-alerts">
              ${csrfField(csrf)}<button class="do">Send a test to all of them</button>
            </form>`
    }
    ${
      tested
        ? html`<div role="status" id="tested">
            <ul class="rows">
              ${tested.map((each) => html`<li>${sign(each.ok ? { mark: 'pass', shape: '✓', word: 'delivered' } : { mark: 'blocker', shape: '■', word: 'failed' })}<span>${clip(each.channel, 40)}${each.owner ? ` (${clip(each.owner, 80)})` : ''}: ${each.ok ? 'delivered' : 'failed'}</span><span class="sub">${clip(each.says, 300)}</span></li>`)}
            </ul>
          </div>`
        : NOTHING
    }
  </section>`;
}

function dsn({ project, publicUrl }: Settings): Markup {
  const at = new URL(publicUrl);
  const text = `${at.protocol}//${project.key}@${at.host}/${project.id}`;
  return html`<section aria-labelledby="h-dsn" id="dsn">
    <h2 id="h-dsn">Errors from your app</h2>
    <p>Any Sentry SDK sends here. The key in it is public by design: it can send, and read nothing.</p>
    <div class="copy" data-what="the DSN"><pre>${text}</pre></div>
    <div class="copy" data-what="the code"><pre>Sentry.init({ dsn: '${text}', release: process.env.RELEASE });</pre></div>
  </section>`;
}

function tokens({ tokens, csrf, made }: Settings): Markup {
  return html`<section aria-labelledby="h-tokens" id="tokens">
    <h2 id="h-tokens">API tokens</h2>
    <p>For CI, scripts and Prometheus. <a href="/api/openapi.json">The API in OpenAPI</a>.</p>
    ${
      made === undefined
        ? NOTHING
        : html`<div class="said" role="status">
            <p>The new token. It is shown once; keep it where secrets belong.</p>
            <div class="copy" data-what="the token"><pre id="made">${made}</pre></div>
          </div>`
    }
    ${
      tokens.length === 0
        ? html`<p class="none">None yet.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May</th>
                <th scope="col">Ends with</th>
                <th scope="col">Made</th>
                <th scope="col">Revoke</th>
              </tr>
            </thead>
            <tbody>
              ${tokens.map(
                ({ id, token }) =>
                  html`<tr>
                    <td class="act">${clip(token.name, 80)}</td>
                    <td data-l="May">${token.scopes.join(', ')}</td>
                    <td data-l="Ends with"><code>…${token.tail}</code></td>
                    <td data-l="Made">${time(token.made, 'day')}</td>
                    <td data-l="Revoke">
                      <form class="inline" method="post" action="/settings/tokens/${id}/revoke">
                        ${csrfField(csrf)}<button aria-label="Revoke ${clip(token.name, 80)}">Revoke</button>
                      </form>
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    <form class="stack" method="post" action="/settings/tokens">
      ${csrfField(csrf)}
      <label
        >Name <span class="hint">Who or what uses it, such as "deploys of the shop"</span
        ><input type="text" name="name" required maxlength="80"
      /></label>
      <fieldset>
        <legend>It may</legend>
        ${SCOPES.map((scope) => html`<label class="check"><input type="checkbox" name="scope" value="${scope}" /> ${SCOPE_WORDS[scope]}</label>`)}
      </fieldset>
      <button class="do">Make a token</button>
    </form>
  </section>`;
}
