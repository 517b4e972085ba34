// oxlint-disable no-control-regex -- these are the characters that must be gone
import type { Audited } from '../src/app/audit.ts';
import { canonicalJson, saveBundle } from '../src/core/bundle.ts';
import { renderHtml } from '../src/reports/html.ts';
import { renderJson } from '../src/reports/json.ts';
import { renderJunit } from '../src/reports/junit.ts';
import { renderMapMermaid, renderMapText } from '../src/reports/map.ts';
import { renderMarkdown } from '../src/reports/markdown.ts';
import { renderSarif } from '../src/reports/sarif.ts';
import { renderFound, renderTerminal } from '../src/reports/terminal.ts';
import { alive, COLOURS, STEERING, strangers, xmlFault } from './markup-check.ts';

/** A format: its text, and what in it does something that a stranger's text must not do. */
interface Format {
  render(audited: Audited): string;
  faults(text: string): string[];
}

const screen = { colour: false, width: 100 };
const steering = (text: string): string[] => text.match(STEERING)?.map((sign) => `U+${sign.codePointAt(0)!.toString(16)}`) ?? [];
/** JSON must parse, and printing it raw on a terminal must be harmless. */
const json = (text: string): string[] => {
  JSON.parse(text);
  return steering(text);
};
const mapOf = ({ report }: Audited): NonNullable<Audited['report']['map']> => report.map ?? { domain: '', hosts: [], redirects: [] };

/** Every form in which an audit leaves the program. */
export const FORMATS = {
  terminal: { render: ({ report }) => renderTerminal(report, screen), faults: steering },
  everything: { render: ({ report }) => renderTerminal(report, { ...screen, all: true }), faults: steering },
  coloured: {
    render: ({ report }) => renderTerminal(report, { ...screen, colour: true, all: true }),
    faults: (text) => steering(text.replace(COLOURS, '')),
  },
  progress: { render: ({ report }) => report.findings.map((each) => renderFound(each, screen)).join('\n'), faults: steering },
  json: { render: ({ report }) => renderJson(report), faults: json },
  bundle: { render: ({ bundle }) => saveBundle(bundle), faults: json },
  mapJson: { render: (audited) => `${canonicalJson(mapOf(audited), 2)}\n`, faults: json },
  sarif: { render: ({ report }) => renderSarif(report), faults: json },
  html: { render: ({ report }) => renderHtml(report), faults: (text) => [...strangers(text), ...steering(text)] },
  markdown: { render: ({ report }) => renderMarkdown(report), faults: (text) => [...alive(text), ...steering(text)] },
  junit: { render: ({ report }) => renderJunit(report), faults: (text) => [xmlFault(text) ?? [], steering(text)].flat() },
  map: { render: (audited) => renderMapText(mapOf(audited)), faults: steering },
  mermaid: {
    render: (audited) => renderMapMermaid(mapOf(audited)),
    faults: (text) => text.split('\n').filter((each) => !MERMAID.test(each)),
  },
} as const satisfies Record<string, Format>;

/** The only lines a Mermaid map has: its kind, nodes and arrows, names reduced to plain characters. */
const MERMAID = /^(?:|flowchart LR| {2}n\d+\["[\w .:/-]*"\]| {2}n\d+ -->\|\d{3}\| n\d+| {2}n\d+ -\.- p\d+\(\["[\w .:/-]*"\]\))$/;
