import type { Block, Card, Fact, Pack, Section } from '../core/document.ts';
import { redactText } from '../redact/redact.ts';
import { mapMarkup } from './html-map.ts';
import { POLICY, SCRIPT } from './html-script.ts';
import { STYLE } from './html-style.ts';
import { html, type Markup, NOTHING, trusted } from './markup.ts';
import { anchorOf, gapsOf, type Piece, pieceReader } from './pack-terms.ts';
import { PACK_STYLE } from './pack-style.ts';
import { clip } from './text.ts';
import { when } from './words.ts';

type Read = (sentence: string) => Piece[];

/** Longest text of a note that is shown whole, characters. */
const NOTE = 20_000;

/** A handover as one self-contained page: no request to anywhere, works without scripts, light, dark and on paper. */
export function renderPackHtml(pack: Pack): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>Handover: ${clip(pack.product, 200)} · Launch Ready</title>
        ${trusted(`<style>${STYLE}${PACK_STYLE}</style>`)}
      </head>
      <body class="hand">
        ${hero(pack)}
        <main class="page">${pack.sections.map((section) => sectionOf(section, pack))}</main>
        <footer class="page">
          <p>
            Written by Launch Ready on <time datetime="${pack.made}">${when(pack.made, 'minute')}</time>. Every fact names its source and
            the day it was looked at.
          </p>
        </footer>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `;
  return page.markup;
}

function hero(pack: Pack): Markup {
  const unknown = pack.of - pack.known;
  return html`<header class="page">
    <p class="kicker">Launch Ready handover of <b>${clip(pack.product, 200)}</b></p>
    <h1 class="score">${pack.known} of ${pack.of} facts known</h1>
    <p class="lead">
      ${unknown === 0 ? 'Nothing is missing. Whoever takes over can begin.' : `${unknown} ${unknown === 1 ? 'is' : 'are'} UNKNOWN. Each says how to find out.`}
    </p>
    <h2 class="start">The five things you keep</h2>
    <ul class="boxes">
      ${pack.boxes.map(
        ({ box, there, because }) =>
          html`<li class="${there === true ? 'pass' : there === false ? 'blocker' : 'unknown'}">
            <span class="mark" aria-hidden="true">${there === true ? '✓' : there === false ? '■' : '?'}</span
            ><span><b>${box}</b><span class="sr">: ${there === true ? 'there' : there === false ? 'not there' : 'not known'}</span></span
            ><span class="sub">${sentence(clip(because, 300), plainRead)}</span>
          </li>`,
      )}
    </ul>
    <nav aria-label="Contents">
      <ul class="toc">
        ${pack.sections.map((section) => {
          const gaps = gapsOf(section);
          return html`<li>
            <a href="#${section.id}">${section.title}</a>${gaps > 0 ? html`<span class="n">${gaps} unknown</span>` : NOTHING}
          </li>`;
        })}
      </ul>
    </nav>
  </header>`;
}

function sectionOf(section: Section, pack: Pack): Markup {
  const read = pieceReader(section.id === 'glossary' ? [] : pack.glossary);
  return html`<section id="${section.id}" class="${section.page ? 'page-of-its-own' : ''}">
    <h2>${section.title}</h2>
    <p>${sentence(section.about, read)}</p>
    ${section.blocks.map((block) => blockOf(block, pack, read))}
  </section>`;
}

function blockOf(block: Block, pack: Pack, read: Read): Markup {
  switch (block.is) {
    case 'heading':
      return html`<h3 class="sub">${block.text}</h3>`;
    case 'text':
      return html`<p>${sentence(block.text, read)}</p>`;
    case 'facts':
      return html`<dl class="known">${block.facts.map(factOf)}</dl>`;
    case 'table':
      return block.rows.length === 0 ? html`<p class="soft">${sentence(block.none, read)}</p>` : tableOf(block.head, block.rows);
    case 'list':
      return html`<ul class="bullets">
        ${block.items.map((item) => html`<li>${sentence(item, read)}</li>`)}
      </ul>`;
    case 'steps':
      return html`<ol class="steps">
        ${block.items.map((item) => html`<li>${sentence(item, read)}</li>`)}
      </ol>`;
    case 'command':
      return html`<p>${sentence(block.says, read)}</p>
        <div class="copy" data-what="the command"><pre>${clip(block.command, 1_000)}</pre></div>`;
    case 'cards':
      return html`<div class="cards">${block.cards.map((card) => cardOf(card, read))}</div>`;
    case 'map':
      return mapMarkup(block.map, block.taken);
    case 'terms':
      return html`<dl class="terms">
        ${pack.glossary.map(
          (term) =>
            html`<div id="${anchorOf(term)}">
              <dt>${term.term}</dt>
              <dd>${term.means}</dd>
            </div>`,
        )}
      </dl>`;
    case 'notes':
      return noteOf(block.invites, block.text);
    default:
      return block satisfies never;
  }
}

function factOf({ asks, value, source, checked, findOut }: Fact): Markup {
  return html`<div>
    <dt>${asks}</dt>
    ${
      value === null
        ? html`<dd><span class="u">UNKNOWN.</span> ${sentence(findOut, plainRead)}</dd>`
        : html`<dd>${sentence(clip(value, 2_000), plainRead)}</dd>`
    }
    <dd class="src" title="${when(checked, 'minute')}">${source}, ${when(checked)}</dd>
  </div>`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<table>
    <thead>
      <tr>
        ${head.map((each) => html`<th scope="col">${each}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell, index) => html`<td data-l="${head[index] ?? ''}">${cell === '' ? NOTHING : html`<span>${sentence(clip(cell, 600), plainRead)}</span>`}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cardOf({ sees, hurts, first, usually, now }: Card, read: Read): Markup {
  return html`<div class="card">
    <h3>${sees}</h3>
    <p>${hurts}</p>
    ${now === undefined ? NOTHING : html`<p class="seen">■ The audit saw: ${clip(now, 200)}.</p>`}
    <ol class="steps">
      ${first.map((step) => html`<li>${sentence(step, read)}</li>`)}
    </ol>
    <p class="soft">Usually: ${usually.join('; ')}.</p>
  </div>`;
}

/** People's own words, as they wrote them; a secret among them is not copied into a page that is passed on. */
function noteOf(invites: string, text: string): Markup {
  const shown = clip(redactText(text.replaceAll('\r', '')).trim(), NOTE);
  return shown === '' ? html`<p class="note none">${invites}: nothing yet.</p>` : html`<div class="note">${shown}</div>`;
}

function sentence(text: string, read: Read): Markup[] {
  return read(text).map((piece) => {
    if (piece.is === 'code') return html`<code>${piece.text}</code>`;
    return piece.is === 'term' ? html`<a href="#${anchorOf(piece.term)}">${piece.text}</a>` : html`${piece.text}`;
  });
}

const plainRead = pieceReader([]);
