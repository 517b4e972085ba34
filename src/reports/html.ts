import type { Finding, Report } from '../core/finding.ts';
import { arrange, type Arranged, type Entry } from './arrange.ts';
import { findingList, markup, type Shelf, shelfOf } from './html-finding.ts';
import { mapMarkup } from './html-map.ts';
import { POLICY, SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import { bytesOf, html, type Markup, NOTHING, trusted } from './markup.ts';
import { clip } from './text.ts';
import { duration, MARKS, placeOf, shipWords, spotOf, VERDICTS, when } from './words.ts';

/** What the whole page may take, bytes, and what all evidence on it may take. */
const PAGE = 250_000;
const EVIDENCE = 60_000;

/** Headlines in the first list; more would push the page away, and each has its place below. */
const FIRST = 15;

/** Places named for one thing that passed. */
const PLACES = 3;

const ADVICE = { 'nothing-urgent': 'Yes', 'do-it-yourself': 'Yes, in a day', 'get-help': 'Better get help' } as const;

/** The report as one self-contained page: no request to anywhere, works without scripts, dark, light and on paper. */
export function renderHtml(report: Report): string {
  const bare = pageOf(report, 0);
  const left = Math.min(EVIDENCE, PAGE - bytesOf(bare));
  return (left > 0 ? pageOf(report, left) : bare).markup;
}

function pageOf(report: Report, evidenceBytes: number): Markup {
  const { word } = VERDICTS[report.decision];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${word}: ${clip(report.target, 200)} · Launch Ready</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        ${reportMarkup(report, evidenceBytes)} ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `;
}

/** The report without the page around it: verdict, sticky bar, findings and footer, for pages that have a frame of their own. */
export function reportMarkup(report: Report, evidenceBytes: number = EVIDENCE): Markup {
  const arranged = arrange(report);
  const shelf = shelfOf(report.evidence, evidenceBytes);
  return html`${hero(report, arranged)} ${bar(report, arranged)}
    <main class="page">
      ${doNotShip(arranged.doNotShip, shelf)}
      ${
        report.map
          ? html`<section id="map">
              <h2>Where your names lead</h2>
              ${mapMarkup(report.map, report.taken)}
            </section>`
          : NOTHING
      }
      ${findings('soon', 'Must fix in 48 hours', 'It works today, and customers already lose something by it.', { list: arranged.soon, shelf, form: 'folded' })}
      ${findings('later', 'Later', 'Worth doing once the list above is empty.', { list: arranged.later, shelf, form: 'folded' })}
      ${unknowns(arranged)} ${ignored(arranged)} ${passed(arranged)}
    </main>
    ${footer(report)}`;
}

function hero({ target, decision, because, estimate }: Report, { tally, doNotShip }: Arranged): Markup {
  const { word, mark } = VERDICTS[decision];
  const counts = tally.map(
    (each) =>
      html`<li class="${each.mark}${each.n === 0 ? ' none' : ''}">
        ${markup(each.mark)} <b>${each.n}</b> ${each.n === 1 ? MARKS[each.mark].word : MARKS[each.mark].many}
      </li>`,
  );
  const known = decision !== 'cannot-tell' || estimate.risk > 0;
  const facts = [
    ['Work for what is urgent', estimate.minutesToShip === 0 ? 'none' : duration(estimate.minutesToShip)],
    ['Work for everything', estimate.minutesForAll === 0 ? 'none' : duration(estimate.minutesForAll)],
    ['Can you do it alone?', ADVICE[estimate.advice]],
    ['Risk, for trends', `${estimate.risk} of 100`],
  ] as const;
  const [blockers, urgent] = split(doNotShip);
  const listed = (blockers.length > 0 ? blockers : urgent).slice(0, FIRST);
  const rest = doNotShip.length - listed.length;
  const first = listed.map(
    ({ finding }) =>
      html`<li>
        <a href="#f-${finding.id}"
          >${markup(finding.severity)}<span class="t"
            ><span class="sr">${MARKS[finding.severity].word}: </span>${clip(finding.title, 300)}</span
          ><span class="where">${clip(spotOf(finding), 120)}</span></a
        >
      </li>`,
  );
  return html`<header class="page">
    <p class="kicker">Launch Ready pre-flight report for <b>${clip(target, 200)}</b></p>
    <div class="hero">
      <div>
        <h1 class="verdict ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${word}</h1>
        <p class="lead">${clip(because, 600)}</p>
        <ul class="tally">
          ${counts}
        </ul>
      </div>
      ${
        known
          ? html`<dl class="facts">
              ${facts.map(
                ([name, value]) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )}
            </dl>`
          : NOTHING
      }
    </div>
    ${
      first.length > 0
        ? html`<h2 class="start">Fix these first</h2>
            <ol class="first">
              ${first}${rest > 0 ? html`<li class="rest">and ${rest} more that ${rest === 1 ? 'touches' : 'touch'} login, sign-up, payments or mail, <a href="#${blockers.length > 0 && urgent.length > 0 ? 'urgent' : 'ship'}">below</a></li>` : NOTHING}
            </ol>`
        : NOTHING
    }
  </header>`;
}

function bar({ decision, target }: Report, arranged: Arranged): Markup {
  const { word, mark } = VERDICTS[decision];
  const links = [
    ['ship', shipWords(arranged.doNotShip).short, arranged.doNotShip.length],
    ['soon', '48 hours', arranged.soon.length],
    ['later', 'Later', arranged.later.length],
    ['unknown', 'Not checked', arranged.unknowns.reduce((sum, each) => sum + each.findings.length, 0)],
    ['passed', 'Passed', arranged.passed.length],
  ] as const;
  const shown = links
    .filter(([, , n]) => n > 0)
    .map(
      ([id, name, n]) =>
        html`<li>
          <a href="#${id}">${name} <span class="soft">${n}</span></a>
        </li>`,
    );
  return html`<nav class="bar ${mark}" aria-label="Sections">
    <div class="page">
      <b>${MARKS[mark].shape} ${word}</b><span class="sr">${clip(target, 200)}</span>
      <ul>
        ${shown}
      </ul>
    </div>
  </nav>`;
}

/** Blockers open, in the order to fix them; what else is urgent stands behind its headline. */
function doNotShip(list: readonly Entry[], shelf: Shelf): Markup {
  const [blockers, urgent] = split(list);
  if (blockers.length === 0) {
    return findings('ship', shipWords(list).title, 'No blocker, but all of it touches login, sign-up, payments or mail. In this order.', {
      list,
      shelf,
      form: 'open',
    });
  }
  return html`<section id="ship" class="findings fresh">
    <h2>${shipWords(list).title} <span class="n">${list.length}</span></h2>
    <p>In this order: each ${MARKS.blocker.shape} alone keeps you from launching.</p>
    ${findingList(blockers, shelf, 'open')}
    ${
      urgent.length > 0
        ? html`<h3 class="sub" id="urgent">Urgent too: login, sign-up, payments or mail suffer <span class="n">${urgent.length}</span></h3>
            ${findingList(urgent, shelf, 'folded')}`
        : NOTHING
    }
  </section>`;
}

function split(list: readonly Entry[]): [blockers: Entry[], urgent: Entry[]] {
  return [list.filter(({ finding }) => finding.severity === 'blocker'), list.filter(({ finding }) => finding.severity !== 'blocker')];
}

function findings(
  id: string,
  title: string,
  about: string,
  { list, shelf, form }: { list: readonly Entry[]; shelf: Shelf; form: 'open' | 'folded' },
): Markup {
  if (list.length === 0) return NOTHING;
  return html`<section id="${id}" class="findings${form === 'open' ? ' fresh' : ''}">
    <h2>${title} <span class="n">${list.length}</span></h2>
    <p>${about}</p>
    ${findingList(list, shelf, form)}
  </section>`;
}

function unknowns({ unknowns }: Arranged): Markup {
  if (unknowns.length === 0) return NOTHING;
  const items = unknowns.map(
    ({ reason, findings }) =>
      html`<li>
        ${markup('unknown')}<span>${clip(reason, 600) || 'No reason was given.'}</span
        ><span class="sub"
          >${[...Map.groupBy(findings, (each) => placeOf(each.subject))].map(([place, same]) => html`<span class="line"><code>${clip(place, 120)}</code> ${clip(same.map((each) => each.title).join(' · '), 2_000)}</span>`)}</span
        >
      </li>`,
  );
  return html`<section id="unknown">
    <h2>Could not be checked</h2>
    <p>Nobody knows whether these are fine. They are not counted as passed.</p>
    <ul class="plainlist">
      ${items}
    </ul>
  </section>`;
}

function ignored({ ignored }: Arranged): Markup {
  if (ignored.length === 0) return NOTHING;
  const items = ignored.map(
    (each) =>
      html`<li>
        ${markup('ignored')}<span>${clip(each.title, 300)} <span class="where">${clip(placeOf(each.subject), 120)}</span></span
        ><span class="sub">${clip(each.ignored?.reason ?? '', 300)}. Accepted until ${when(each.ignored?.until ?? '')}.</span>
      </li>`,
  );
  return html`<section id="accepted">
    <h2>Accepted risks</h2>
    <p>Left out of the verdict until the day given.</p>
    <ul class="plainlist">
      ${items}
    </ul>
  </section>`;
}

function passed({ passed, skipped }: Arranged): Markup {
  if (passed.length + skipped.length === 0) return NOTHING;
  return html`<section id="passed">
    <h2>Passed <span class="n">${passed.length}</span></h2>
    <ul class="compact">
      ${grouped(passed, 'pass', (each) => each.title)}
    </ul>
    ${
      skipped.length > 0
        ? html`<details class="more">
            <summary>${skipped.length} did not apply</summary>
            <ul class="compact">
              ${grouped(skipped, 'skip', (each) => each.title)}
            </ul>
          </details>`
        : NOTHING
    }
  </section>`;
}

/** One line for all findings that say the same, with the places. */
function grouped(findings: readonly Finding[], mark: 'pass' | 'skip', say: (finding: Finding) => string): Markup[] {
  return [...Map.groupBy(findings, say)].map(([text, same]) => {
    const places = [...new Set(same.map((each) => placeOf(each.subject)))];
    const more = places.length > PLACES ? ` and ${places.length - PLACES} more` : '';
    return html`<li>
      ${markup(mark)}<span>${clip(text, 400)} <span class="where">${clip(places.slice(0, PLACES).join(', '), 300)}${more}</span></span>
    </li>`;
  });
}

function footer({ profile, taken, bundle, target }: Report): Markup {
  return html`<footer class="page">
    <dl>
      <div>
        <dt>Looked at</dt>
        <dd>${clip(target, 200)}</dd>
      </div>
      <div>
        <dt>Evidence of</dt>
        <dd><time datetime="${taken}">${when(taken, 'minute')}</time></dd>
      </div>
      <div>
        <dt>Held to</dt>
        <dd>profile ${clip(profile, 100)}</dd>
      </div>
      <div>
        <dt>Bundle</dt>
        <dd class="mono">${clip(bundle, 64)}</dd>
      </div>
    </dl>
  </footer>`;
}
