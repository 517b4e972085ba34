import type { Incident, IncidentEvent, OutboxItem, Time } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { MARKS } from '../../reports/words.ts';
import { incidentRows } from './dashboard-lists.ts';
import { csrfField } from './layout.ts';
import { ownerForm } from './owner.ts';
import { ALERT, sign, span, time } from './words.ts';

/** Events of one timeline; more are in the Markdown export. */
const EVENTS = 200;

/** What a first note should say (INC-2); the person fills the gaps. */
export const NOTE_TEMPLATE = 'What customers meet:\nSince when:\nWhat was tried:\nNext step, and by when:\n';

/** All incidents, open ones first. Pure. */
export function renderIncidents(incidents: readonly Incident[], now: Time): Markup {
  const [open, past] = [incidents.filter((each) => each.resolved === null), incidents.filter((each) => each.resolved !== null)];
  return html`<main id="frame" class="page frame">
    <div data-live="incidents">
      <h1 class="verdict">Incidents</h1>
      <p class="lead">${open.length === 0 ? 'Nothing is open.' : `${open.length} open.`}</p>
      <section aria-labelledby="h-open">
        <h2 id="h-open">Open</h2>
        ${incidentRows(open, now)}
      </section>
      ${
        past.length > 0
          ? html`<section aria-labelledby="h-past">
              <h2 id="h-past">Over</h2>
              ${incidentRows(past, now)}
            </section>`
          : NOTHING
      }
    </div>
  </main>`;
}

/** One incident: what broke, who acts, what happened when, and the notes (INC-1, INC-2, OBS-8). Pure. */
export function renderIncident(
  { incident, events, deliveries }: { incident: Incident; events: readonly IncidentEvent[]; deliveries: readonly OutboxItem[] },
  { now, csrf, people }: { now: Time; csrf: string; people: readonly string[] },
): Markup {
  const open = incident.resolved === null;
  const mark = open ? ALERT[incident.severity].mark : 'pass';
  const waits = open && incident.acked === null;
  const facts: [string, string | Markup][] = [
    ['Opened', time(incident.opened)],
    open ? ['Open for', span(now - incident.opened)] : ['Lasted', span((incident.resolved ?? now) - incident.opened)],
    ['Owner', incident.owner ?? 'nobody is named'],
    ['At work on it', incident.ackedBy ?? 'nobody yet'],
    ...(waits
      ? [
          ['First response by', html`${time(incident.respondBy)}${incident.respondBy < now ? html` <b>(overdue)</b>` : NOTHING}`] as [
            string,
            Markup,
          ],
        ]
      : []),
    ['Reaches', { route: 'one route', host: 'one host', many: 'many hosts of one address' }[incident.cause.scope]],
  ];
  return html`<main id="frame" class="page frame">
    <div data-live="incident">
      <p class="kicker"><a href="/incidents">Incidents</a> · ${ALERT[incident.severity].word}</p>
      <div class="hero">
        <div>
          <h1 class="verdict ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${open ? 'OPEN' : 'RESOLVED'}</h1>
          <p class="lead">${clip(incident.title, 300)}</p>
          <p>${clip(incident.cause.says, 600)}</p>
          ${hosts(incident)} ${acts(incident, csrf)}
        </div>
        <dl class="facts">
          ${facts.map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </div>
    </div>
    <section aria-labelledby="h-time" data-live="timeline">
      <h2 id="h-time">What happened</h2>
      <ol class="line-of">
        ${events.slice(0, EVENTS).map((event) => html`<li>${time(event.at)} <span class="by">${event.by === null ? '' : clip(event.by, 80)}</span><br />${lines(clip(event.says, 4_000))}</li>`)}
      </ol>
    </section>
    ${
      open
        ? html`<section aria-labelledby="h-owner">
            <h2 id="h-owner">Who acts on it</h2>
            ${ownerForm(`/incidents/${incident.id}/assign`, { owner: incident.owner, people, csrf })}
          </section>`
        : NOTHING
    }
    <section aria-labelledby="h-note">
      <h2 id="h-note">Add a note</h2>
      <p>Notes stand in the timeline and in the Markdown export. Secrets are masked before they are stored.</p>
      <form class="stack" method="post" action="/incidents/${incident.id}/notes">
        ${csrfField(csrf)}
        <label>Note <textarea name="text" rows="6" maxlength="4000" required>${NOTE_TEMPLATE}</textarea></label>
        <button class="do">Add the note</button>
      </form>
    </section>
    <section aria-labelledby="h-told" data-live="told">
      <h2 id="h-told">Who was told</h2>
      ${told(deliveries)}
    </section>
  </main>`;
}

function acts({ id, acked, resolved }: Incident, csrf: string): Markup {
  const button = (act: string, says: string): Markup =>
    html`<form class="inline" method="post" action="/incidents/${id}/${act}">${csrfField(csrf)}<button class="do">${says}</button></form>`;
  return html`<div class="act-row">
    ${acked === null && resolved === null ? button('ack', 'I am at work on it') : NOTHING}
    ${resolved === null ? button('resolve', 'End this incident') : NOTHING}
    <a href="/incidents/${id}/note.md" download>Save as Markdown</a>
  </div>`;
}

function hosts({ hosts, addresses }: Incident): Markup {
  const all = [...hosts, ...addresses];
  if (all.length === 0) return NOTHING;
  return html`<p class="meta">
    At
    ${all.slice(0, 12).map((each, index) => html`${index > 0 ? ', ' : ''}<code>${clip(each, 200)}</code>`)}${all.length > 12 ? ` and ${all.length - 12} more` : ''}
  </p>`;
}

function told(deliveries: readonly OutboxItem[]): Markup {
  if (deliveries.length === 0) return html`<p class="none">Nobody: launch-ready.yaml names no alert for this severity.</p>`;
  const words = {
    sent: ['pass', '✓', 'sent'],
    waiting: ['medium', '●', 'waiting'],
    'gave-up': ['blocker', '■', 'given up'],
    withheld: ['low', '○', 'withheld'],
  } as const;
  return html`<ul class="rows">
    ${deliveries.map((item) => {
      const [mark, shape, word] = words[item.state];
      return html`<li>
        ${sign({ mark, shape, word })}<span>${item.kind} by ${item.channel} to <code>${clip(item.to, 120)}</code></span>
        <span class="sub"
          >${word}${item.sentAt === null ? '' : html` ${time(item.sentAt)}`}, ${item.attempts}
          ${item.attempts === 1 ? 'try' : 'tries'}${item.lastError === null ? '' : `; ${clip(item.lastError, 300)}`}</span
        >
      </li>`;
    })}
  </ul>`;
}

function lines(text: string): Markup[] {
  return text.split('\n').map((line, index) => html`${index > 0 ? html`<br />` : NOTHING}${line}`);
}
