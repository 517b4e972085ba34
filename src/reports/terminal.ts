import type { Finding, Report } from '../core/finding.ts';
import { arrange, type Arranged, type Entry } from './arrange.ts';
import { columns, fit, pad, wrap } from './columns.ts';
import { fixLines } from './fix-lines.ts';
import { type Paint, painter } from './paint.ts';
import { line } from './text.ts';
import { counted, estimateWords, markOf, MARKS, placeOf, spotOf, VERDICTS } from './words.ts';

/** How a terminal shows things. `all` lifts the limits and lists what passed. */
export interface Screen {
  colour: boolean;
  /** Columns. */
  width: number;
  all?: boolean;
}

/** What is shown without `all`: more would not be read. */
const SHOWN = { blockers: 8, list: 200, reasons: 8, fixLines: 3, proofLines: 3, names: 6 } as const;

/** Longest text of a field that is laid out, characters. */
const FIELD = 2_000;

/** A report for a terminal: the verdict in the first line, what to fix first with its fix, then the rest folded by cause. */
export function renderTerminal(report: Report, screen: Screen): string {
  const paint = painter(screen.colour);
  const arranged = arrange(report);
  const all = screen.all === true;
  const blockers = [...arranged.doNotShip, ...arranged.soon].filter(({ finding }) => finding.severity === 'blocker');
  const listed = [...arranged.doNotShip, ...arranged.soon, ...arranged.later];
  const shown = all ? blockers : blockers.slice(0, SHOWN.blockers);
  const parts = [
    verdict(report, arranged, screen, paint),
    shown.length === 0
      ? []
      : [
          paint('strong', 'Fix these first'),
          ...shown.flatMap((entry) => ['', ...blocker(entry.finding, screen, paint)]),
          ...hidden(blockers.length - shown.length, screen.width, paint),
        ],
    section(
      'Everything found, worst first',
      listed.flatMap((entry) => entryLines(entry, screen, paint)),
      all ? Infinity : SHOWN.list,
      paint,
    ),
    section('Could not be checked', unknownLines(arranged, screen, paint), all ? Infinity : SHOWN.reasons * 2, paint),
    all
      ? section(
          'Accepted risks',
          arranged.ignored.flatMap((finding) => ignoredLines(finding, screen)),
          Infinity,
          paint,
        )
      : [],
    all
      ? section(
          'Passed',
          arranged.passed.flatMap((finding) => row(finding, screen, paint)),
          Infinity,
          paint,
        )
      : [],
    readMore(listed, arranged, screen, paint),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One finding as one line, for progress while the audit runs. */
export function renderFound(finding: Finding, screen: Pick<Screen, 'colour' | 'width'>): string {
  const paint = painter(screen.colour);
  const mark = markOf(finding);
  const text = fit(`${line(placeOf(finding.subject), 60)}: ${line(finding.title, 300)}`, screen.width - 2);
  return `${paint(mark, MARKS[mark].shape)} ${text}`;
}

function verdict(report: Report, { tally }: Arranged, { width }: Screen, paint: Paint): string[] {
  const { word, mark } = VERDICTS[report.decision];
  const head = `${word}  ${line(report.target, 60)}`;
  const counts = tally.map(({ mark, n }) => {
    const { shape, word, many } = MARKS[mark];
    const text = `${shape} ${n} ${n === 1 ? word : many}`;
    return { text, painted: paint(n === 0 ? 'faint' : mark, text) };
  });
  const [first = '', ...rest] = wrap(`${head}  ${line(report.because, FIELD)}`, width);
  return [
    paint(mark, first.slice(0, word.length)) + first.slice(word.length),
    ...rest,
    ...inRows(counts, width),
    ...wrap(estimateWords(report), width)
      .filter((text) => text !== '')
      .map((text) => paint('faint', text)),
  ];
}

/** Pieces with three spaces between them, as many on a line as fit. */
function inRows(pieces: readonly { text: string; painted: string }[], width: number): string[] {
  const lines: { columns: number; painted: string }[] = [];
  for (const { text, painted } of pieces) {
    const last = lines.at(-1);
    const taken = columns(text);
    if (last && last.columns + 3 + taken <= width) {
      last.columns += 3 + taken;
      last.painted += `   ${painted}`;
    } else lines.push({ columns: taken, painted });
  }
  return lines.map((each) => each.painted);
}

function blocker(finding: Finding, { width, all }: Screen, paint: Paint): string[] {
  const mark = markOf(finding);
  const indented = (label: string, text: string, limit: number): string[] => {
    const lines = wrap(line(text, FIELD), width - 10);
    const cut = all || lines.length <= limit ? lines : [...lines.slice(0, limit - 1), fit(`${lines[limit - 1] ?? ''} …`, width - 10)];
    return cut.map((each, index) => `  ${paint('faint', pad(index === 0 ? label : '', 8))}${each}`);
  };
  const steps = finding.fix ? fixLines(finding.fix, all ? 'whole' : 'short') : [];
  const told = all ? steps : steps.slice(0, SHOWN.fixLines);
  const more = steps.length - told.length;
  // Records and commands are copied: cut short they would be wrong.
  const exact = finding.fix?.by === 'dns' || finding.fix?.by === 'command';
  return [
    ...headline(finding, width - 2).map((text, index) =>
      index === 0 ? `${paint(mark, MARKS[mark].shape)} ${paint('strong', text)}` : `  ${paint('strong', text)}`,
    ),
    ...indented('proof', finding.found, SHOWN.proofLines),
    ...told.flatMap((step, index) => indented(index === 0 ? 'fix' : '', step, exact ? Infinity : SHOWN.proofLines)),
    ...(more > 0 ? indented('', `… ${counted(more, 'more line')}: add --all`, SHOWN.proofLines) : []),
    ...(finding.fix ? indented('verify', finding.fix.verify, Infinity) : []),
    ...(all ? indented('id', `${finding.check} ${finding.id}`, Infinity) : []),
  ];
}

function hidden(n: number, width: number, paint: Paint): string[] {
  if (n <= 0) return [];
  return ['', ...wrap(`… ${counted(n, 'more blocker')} below; for their fixes add --all`, width).map((text) => paint('faint', text))];
}

function headline(finding: Finding, width: number): string[] {
  return wrap(`${line(finding.title, FIELD)} · ${line(placeOf(finding.subject), 200)}`, width).slice(0, 4);
}

/** Mark and headline; below them the place, and the check's id at the right edge, with the finding's own where everything is asked for. */
function row(finding: Finding, { width, all }: Pick<Screen, 'width' | 'all'>, paint: Paint): string[] {
  const mark = markOf(finding);
  const id = fit(`${line(finding.check, 80)}${all ? ` ${finding.id}` : ''}`, Math.floor(width / 2));
  const place = pad(line(spotOf(finding), 300), Math.max(8, width - 4 - columns(id)));
  return [`${paint(mark, MARKS[mark].shape)} ${fit(line(finding.title, 300), width - 2)}`, `  ${paint('faint', `${place}  ${id}`)}`];
}

function entryLines({ finding, folded }: Entry, screen: Screen, paint: Paint): string[] {
  const own = row(finding, screen, paint);
  if (folded.length === 0) return own;
  if (screen.all)
    return [...own, ...folded.flatMap((each) => row(each, { ...screen, width: screen.width - 2 }, paint)).map((text) => `  ${text}`)];
  const names = [...new Set(folded.map((each) => line(each.check, 80)))];
  const explains = wrap(`explains ${folded.length} more: ${names.join(', ')}`, screen.width - 2);
  return [...own, ...explains.map((text) => `  ${paint('faint', text)}`)];
}

function unknownLines({ unknowns }: Arranged, { width, all }: Screen, paint: Paint): string[] {
  return unknowns.flatMap(({ reason, findings }) => {
    const names = [...new Set(findings.map((finding) => `${line(finding.check, 80)} (${line(placeOf(finding.subject), 100)})`))];
    const told = all ? names : names.slice(0, SHOWN.names);
    const rest = names.length - told.length;
    const why = wrap(line(reason, FIELD) || 'No reason was given.', width - 2).slice(0, 4);
    const what = wrap(told.join(', ') + (rest > 0 ? ` and ${rest} more` : ''), width - 4);
    return [
      ...why.map((text, index) => (index === 0 ? `${paint('unknown', MARKS.unknown.shape)} ${text}` : `  ${text}`)),
      ...(all ? what : what.slice(0, 3)).map((text) => `    ${paint('faint', text)}`),
    ];
  });
}

function ignoredLines(finding: Finding, { width }: Screen): string[] {
  const text = `${MARKS.ignored.shape} ${line(finding.title, 300)} · ${line(placeOf(finding.subject), 200)}: ${line(finding.ignored?.reason ?? '', 300)} (until ${line(finding.ignored?.until ?? '', 20)})`;
  return wrap(text, width);
}

function section(title: string, lines: readonly string[], limit: number, paint: Paint): string[] {
  if (lines.length === 0) return [];
  const cut = lines.slice(0, limit);
  const rest = lines.length - cut.length;
  return [paint('strong', title), '', ...cut, ...(rest > 0 ? [paint('faint', `… ${counted(rest, 'more line')}: add --all`)] : [])];
}

function readMore(listed: readonly Entry[], { passed, unknowns }: Arranged, { width, all }: Screen, paint: Paint): string[] {
  const first = listed[0]?.finding.check ?? unknowns[0]?.findings[0]?.check;
  const lines = [
    ...(first === undefined ? [] : [`Read more: launch-ready explain ${line(first, 80)}`]),
    ...(all || passed.length === 0 ? [] : [`What passed, and every detail: add --all, or --format html -o report.html`]),
  ];
  return lines.flatMap((text) => wrap(text, width)).map((text) => paint('faint', text));
}
