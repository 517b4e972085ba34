import type { Finding } from '../core/finding.ts';
import type { Fix } from '../core/fix.ts';
import type { Evidence } from '../core/probe.ts';
import type { Entry } from './arrange.ts';
import { shellLine } from './fix-lines.ts';
import { bytesOf, content, html, type Markup, NOTHING } from './markup.ts';
import { clip } from './text.ts';
import { duration, HURT_WORDS, type Mark, markOf, MARKS, placeOf, pointersOf, spotOf } from './words.ts';

/** Longest text of a sentence, of a block of code, and of one piece of evidence, characters. */
const FIELD = 1_500;
const CODE = 8_000;
const EVIDENCE = 2_000;

/** What findings may take on one page, bytes: in full, and after that as a headline with its proof. */
const ROOM = { full: 150_000, short: 20_000 } as const;

/** What is left of one page's room. Each piece of evidence is handed out once, while there is room. */
export interface Shelf {
  full: number;
  short: number;
  evidence(key: string): Markup | undefined;
}

/** The room of one page; `room` is what all evidence on it may take, bytes. */
export function shelfOf(evidence: Readonly<Record<string, Evidence>>, room: number): Shelf {
  const taken = new Set<string>();
  let left = room;
  const evidenceAt = (key: string): Markup | undefined => {
    const held = Object.hasOwn(evidence, key) ? evidence[key] : undefined;
    if (!held || taken.has(key)) return undefined;
    taken.add(key);
    const text = clip(held.ok ? JSON.stringify(held.saw, null, 2) : `${held.code}: ${held.message}`, EVIDENCE);
    const shown = html`<details class="more evidence">
      <summary>Evidence: <code>${key}</code>, ${Math.round(held.ms)} ms</summary>
      <pre tabindex="0">${content(text)}</pre>
    </details>`;
    left -= bytesOf(shown);
    return left < 0 ? undefined : shown;
  };
  return { ...ROOM, evidence: evidenceAt };
}

/** The findings of a list, worst first: in full while there is room, then as headlines, then as a number. */
export function findingList(entries: readonly Entry[], shelf: Shelf, form: 'open' | 'folded'): Markup[] {
  const shown: Markup[] = [];
  for (const [index, entry] of entries.entries()) {
    const full = bytesOf(findingMarkup(entry, { ...shelf, evidence: () => undefined }, form));
    const short = shortMarkup(entry);
    if (full <= shelf.full) {
      shelf.full -= full;
      shown.push(findingMarkup(entry, shelf, form));
    } else if (bytesOf(short) <= shelf.short) {
      shelf.short -= bytesOf(short);
      shown.push(short);
    } else {
      shown.push(html`<p>And ${entries.length - index} more, left out to keep this page small. The JSON report has them all.</p>`);
      break;
    }
  }
  return shown;
}

function shortMarkup({ finding }: Entry): Markup {
  return html`<div class="f ${markOf(finding)}" id="f-${finding.id}">
    ${headOf(finding)}
    <p class="proof">${clip(finding.found, 300)}</p>
  </div>`;
}

/** A mark: shape for the eye, word for everybody else. */
export function markup(mark: Mark): Markup {
  return html`<span class="mark ${mark}" aria-hidden="true">${MARKS[mark].shape}</span>`;
}

/** A finding with everything known of it, open, or folded behind its headline. */
function findingMarkup(entry: Entry, shelf: Shelf, form: 'open' | 'folded'): Markup {
  const { finding } = entry;
  const mark = markOf(finding);
  const head = headOf(finding);
  const body = html`<div class="cols">
    <div>${reasons(entry, shelf)}</div>
    <div>${finding.fix ? fixMarkup(finding.fix) : NOTHING}</div>
  </div>`;
  if (form === 'open') return html`<article class="f ${mark}" id="f-${finding.id}">${head}${body}</article>`;
  return html`<details class="f ${mark}" id="f-${finding.id}">
    <summary>${head}</summary>
    ${body}
  </details>`;
}

function headOf(finding: Finding): Markup {
  const mark = markOf(finding);
  return html`<h3>
    ${markup(mark)}<span class="t"><span class="sr">${MARKS[mark].word}: </span>${clip(finding.title, FIELD)}</span>
    <span class="where">${clip(spotOf(finding), 300)}</span>
  </h3>`;
}

function reasons({ finding, folded }: Entry, shelf: Shelf): Markup {
  const pointers = pointersOf(finding);
  const hurts = finding.hurts.map((hurt) => HURT_WORDS[hurt]).join(', ');
  return html`<p class="proof">${clip(finding.found, FIELD)}</p>
    ${
      pointers.length > 1
        ? html`<p class="meta">
            At
            ${pointers.slice(0, 12).map((each, index) => html`${index > 0 ? ', ' : ''}<code>${clip(each, 200)}</code>`)}${pointers.length > 12 ? ` and ${pointers.length - 12} more` : ''}
          </p>`
        : NOTHING
    }
    <p class="why">${clip(finding.why, FIELD)}</p>
    <p class="meta">Hurts ${hurts} · <code>${finding.check}</code> · ${finding.requirements.join(', ')} · <code>${finding.id}</code></p>
    ${learn(finding)}${explained(folded)}${finding.evidence.flatMap((key) => shelf.evidence(key) ?? [])}`;
}

function learn({ learn }: Finding): Markup {
  const links = learn.flatMap((url) => URL.parse(url) ?? []).filter((url) => url.protocol === 'https:');
  if (links.length === 0) return NOTHING;
  return html`<p class="meta learn">
    Read more:
    ${links.map((url, index) => html`${index > 0 ? ', ' : ''}<a href="${url.href}" rel="noreferrer noopener">${sourceOf(url)}</a>`)}
  </p>`;
}

/** What a link leads to, in words that tell two links to one site apart: `RFC 9110`, `developer.mozilla.org: Caching`. */
function sourceOf({ hostname, pathname }: URL): string {
  const host = hostname.replace(/^www\./, '');
  const rfc = /^\/rfc\/rfc(\d+)/.exec(pathname)?.[1];
  if (host === 'rfc-editor.org' && rfc !== undefined) return `RFC ${rfc}`;
  const page = pathname.split('/').findLast((part) => /[a-z]{3}/i.test(part) && part !== 'index.html');
  return clip(page === undefined ? host : `${host}: ${page.replace(/\.html?$/, '').replace(/[-_]+/g, ' ')}`, 80);
}

function explained(folded: readonly Finding[]): Markup {
  if (folded.length === 0) return NOTHING;
  const items = folded.map(
    (each) =>
      html`<li>
        ${markup(markOf(each))}<span>${clip(each.title, 300)} <span class="where">${clip(placeOf(each.subject), 200)}</span></span>
      </li>`,
  );
  return html`<h4>Also explained by this: ${folded.length}</h4>
    <ul class="folded">
      ${items}
    </ul>`;
}

function fixMarkup(fix: Fix): Markup {
  return html`<h4>Fix, about ${duration(fix.minutes)}</h4>
    ${stepMarkup(fix)}
    <div class="prompt">
      <h4>Or paste this into your AI builder</h4>
      ${copyable(fix.prompt, 'the prompt')}
    </div>
    <h4>Then check that it worked</h4>
    ${copyable(fix.verify, 'the command')}`;
}

function stepMarkup(fix: Fix): Markup {
  switch (fix.by) {
    case 'dns': {
      const rows = [
        ...(fix.remove ?? []).map((record) => ({ act: 'Delete', record })),
        ...(fix.add ?? []).map((record) => ({ act: 'Add', record })),
      ];
      const cells = rows.map(
        ({ act, record }) =>
          html`<tr>
            <td class="act">${act}</td>
            <td class="key" data-l="Type">${clip(record.type, 12)}</td>
            <td data-l="Name"><code>${clip(record.name, 300)}</code></td>
            <td class="wide" data-l="Value">
              <div class="copy" data-what="the value"><code>${clip(record.data, CODE)}</code></div>
            </td>
          </tr>`,
      );
      return html`<p>In the DNS of <b>${clip(fix.zone, 300)}</b>:</p>
        <table class="records">
          <thead>
            <tr>
              <th scope="col">Do</th>
              <th scope="col">Type</th>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            ${cells}
          </tbody>
        </table>`;
    }
    case 'edge':
      return html`<p>Set <b>${clip(fix.setting, 300)}</b> to <b>${clip(fix.value, 300)}</b>.</p>
        ${steps(fix.steps)}`;
    case 'file':
      return html`<p>Change <code>${clip(fix.path, 300)}</code>:</p>
        ${copyable(fix.patch.replace(/\n$/, ''), 'the change')}`;
    case 'command':
      return copyable(shellLine(fix.argv), 'the command');
    case 'hand':
      return steps(fix.steps);
    default:
      return fix satisfies never;
  }
}

function steps(list: readonly string[]): Markup {
  return html`<ol class="steps">
    ${list.map((each) => html`<li>${withCode(clip(each, FIELD))}</li>`)}
  </ol>`;
}

/** Text in which what stands between backticks is code. */
function withCode(text: string): Markup[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function copyable(text: string, what: string): Markup {
  return html`<div class="copy" data-what="${what}"><pre>${clip(text, CODE)}</pre></div>`;
}
