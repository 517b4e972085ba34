import type { Block, Card, Fact, Pack, Section } from '../core/document.ts';
import { renderMapMermaid } from './map.ts';
import { anchorOf, type Piece, pieceReader } from './pack-terms.ts';
import { line, plain } from './text.ts';
import { when } from './words.ts';

/** How a place for people's notes is marked; the text in it is written as it is. */
export interface Marks {
  opens(id: string): string;
  closes(id: string): string;
}

type Read = (sentence: string) => Piece[];

/** A handover as Markdown. Everything is escaped but the notes, which are people's own. */
export function renderPackMarkdown(pack: Pack, marks: Marks): string {
  const unknown = pack.of - pack.known;
  const head = [
    `# Handover: ${md(pack.product)}`,
    `**${pack.known} of ${pack.of} facts are known.** ${unknown === 0 ? 'Nothing is missing.' : `${unknown} are UNKNOWN; each says how to find out.`} Written ${when(pack.made, 'minute')}.`,
    'Write between the `notes` marks only: what stands there survives when this document is written again.',
    pack.boxes
      .map(({ box, there, because }) => `- ${there === true ? '✓' : there === false ? '■' : '?'} **${md(box)}**: ${md(because)}`)
      .join('\n'),
    pack.sections.map(({ id, title }) => `- [${md(title)}](#${id})`).join('\n'),
  ];
  return `${[...head, ...pack.sections.map((section) => sectionOf(section, pack, marks))].join('\n\n')}\n`;
}

function sectionOf(section: Section, pack: Pack, marks: Marks): string {
  const read = pieceReader(section.id === 'glossary' ? [] : pack.glossary);
  const blocks = section.blocks.map((block) => blockOf(block, { pack, marks, read }));
  return [`<a id="${section.id}"></a>\n\n## ${md(section.title)}`, sentence(section.about, read), ...blocks].join('\n\n');
}

function blockOf(block: Block, { pack, marks, read }: { pack: Pack; marks: Marks; read: Read }): string {
  switch (block.is) {
    case 'heading':
      return `### ${md(block.text)}`;
    case 'text':
      return sentence(block.text, read);
    case 'facts':
      return table(['What', 'Answer', 'From'], block.facts.map(factRow));
    case 'table':
      return block.rows.length === 0 ? md(block.none) : table(block.head, block.rows);
    case 'list':
      return block.items.map((item) => `- ${sentence(item, read)}`).join('\n');
    case 'steps':
      return block.items.map((item, index) => `${index + 1}. ${sentence(item, read)}`).join('\n');
    case 'command':
      return `${sentence(block.says, read)}\n\n${fenced(block.command)}`;
    case 'cards':
      return block.cards.map((card) => cardOf(card, read)).join('\n\n');
    case 'map':
      return fenced(renderMapMermaid(block.map).trim(), 'mermaid');
    case 'terms':
      return pack.glossary.map((term) => `- <a id="${anchorOf(term)}"></a>**${md(term.term)}**: ${md(term.means)}`).join('\n');
    case 'notes':
      return `_${md(block.invites)}:_\n\n${marks.opens(block.id)}\n${block.text}\n${marks.closes(block.id)}`;
    default:
      return block satisfies never;
  }
}

function factRow({ asks, value, source, checked, findOut }: Fact): string[] {
  return [asks, value ?? `**UNKNOWN.** ${findOut}`, `${source}, ${when(checked)}`];
}

function cardOf({ sees, hurts, first, usually, now }: Card, read: Read): string {
  const lines = [
    `### ${md(sees)}`,
    md(hurts),
    ...(now === undefined ? [] : [`**The audit saw:** ${md(now)}.`]),
    first.map((step, index) => `${index + 1}. ${sentence(step, read)}`).join('\n'),
    `Usually: ${usually.map((each) => md(each)).join('; ')}.`,
  ];
  return lines.join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head.map((each) => md(each))), row(head.map(() => '---')), ...rows.map((cells) => row(cells.map(cell)))].join('\n');
}

/** A cell: the one piece of bold is ours. */
function cell(text: string): string {
  return text.startsWith('**UNKNOWN.**') ? `**UNKNOWN.** ${md(text.slice(12))}` : md(text);
}

function sentence(text: string, read: Read): string {
  return read(text)
    .map((piece) =>
      piece.is === 'term' ? `[${md(piece.text)}](#${anchorOf(piece.term)})` : piece.is === 'code' ? code(piece.text) : escaped(piece.text),
    )
    .join('');
}

/** Text with its code kept as code and everything else escaped; one line. */
function md(text: string): string {
  const parts = line(text).split('`');
  if (parts.length % 2 === 0) return escaped(line(text));
  return parts
    .map((part, index) => (index % 2 === 1 ? code(part) : escaped(part)))
    .join('')
    .trim();
}

function code(text: string): string {
  return `\`${line(text).replaceAll('|', '\\|')}\``;
}

/** Nothing of a stranger's text is markup: no link, picture, HTML or emphasis. Spaces at the ends stay. */
function escaped(text: string): string {
  return plain(text)
    .replace(/\n/g, ' ')
    .replace(/[\\`*_{}[\]<>|#~]/g, (char) => (char === '<' ? '&lt;' : char === '>' ? '&gt;' : `\\${char}`));
}

function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}${language}\n${plain(text)}\n${fence}`;
}
