/** One metric of a page of the Prometheus text format. */
export interface Exposed {
  name: string;
  type: string;
  help: string;
  samples: { name: string; labels: Readonly<Record<string, string>>; value: number }[];
}

const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*/;
/** Go's ParseFloat without its hex and underscores. */
const VALUE = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)$/;

/**
 * Reads the text format 0.0.4 (github.com/prometheus/docs, instrumenting/exposition_formats) and throws, with the line, at whatever a
 * scraper or `promtool check metrics` refuses or complains of: no final line feed, a sample before its TYPE or apart from its metric,
 * HELP or TYPE twice or missing, a wrong escape, a name that is none, a label or a series twice, a counter without `_total` or below
 * zero, units that are no base units.
 */
export function readExposition(text: string): Exposed[] {
  const metrics = new Map<string, Exposed>();
  const series = new Set<string>();
  const helps = new Map<string, string>();
  let open: Exposed | undefined;
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  for (const [at, line] of text.slice(0, -1).split('\n').entries()) {
    const refuse = (why: string): never => {
      throw new Error(`line ${at + 1}: ${why}: ${line}`);
    };
    if (/[\r\0]/.test(line)) refuse('control characters');
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? refuse('a comment that says nothing');
      if (NAME.exec(name)?.[0] !== name) refuse('a wrong name');
      if (word === 'HELP') {
        if (helps.has(name)) refuse('HELP twice');
        if (rest.trim() === '') refuse('an empty HELP');
        if (/\\(?![\\n])/.test(rest)) refuse('a wrong escape in HELP');
        helps.set(name, rest);
        continue;
      }
      if (metrics.has(name)) refuse('TYPE twice');
      if (!TYPES.has(rest)) refuse('an unknown TYPE');
      if ((rest === 'counter') !== name.endsWith('_total')) refuse('counters, and they alone, end in _total');
      if (/_(?:ms|milliseconds|minutes|hours|kib|kb|mb|percent)$/.test(name)) refuse('no base unit');
      const help = helps.get(name) ?? refuse('TYPE without HELP');
      open = { name, type: rest, help, samples: [] };
      metrics.set(name, open);
      continue;
    }
    const sample = readSample(line, refuse);
    if (!open || sample.name !== open.name) return refuse('a sample outside of its metric');
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
    if (series.has(key)) refuse('a series twice');
    series.add(key);
    if (open.type === 'counter' && !(sample.value >= 0)) refuse('a counter below zero');
    open.samples.push(sample);
  }
  for (const { name, samples } of metrics.values()) if (samples.length === 0) throw new Error(`${name} has no sample`);
  for (const name of helps.keys()) if (!metrics.has(name)) throw new Error(`${name} has HELP and no TYPE`);
  return [...metrics.values()];
}

function readSample(line: string, refuse: (why: string) => never): Exposed['samples'][number] {
  const name = NAME.exec(line)?.[0] ?? refuse('no name');
  const labels: Record<string, string> = {};
  let rest = line.slice(name.length);
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    while (!rest.startsWith('}')) {
      const label = LABEL.exec(rest)?.[0] ?? refuse('a wrong label');
      if (label.startsWith('__')) refuse('a label that is reserved');
      if (label in labels) refuse('a label twice');
      const quoted = /^="((?:[^"\\\n]|\\[\\"n])*)"/.exec(rest.slice(label.length)) ?? refuse('a wrong value of a label');
      labels[label] = (quoted[1] ?? '').replaceAll(/\\([\\"n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
      rest = rest.slice(label.length + quoted[0].length);
      if (rest.startsWith(',')) rest = rest.slice(1);
      else if (!rest.startsWith('}')) refuse('labels run together');
    }
    rest = rest.slice(1);
  }
  const [, value = '', stamp] = /^ (\S+)(?: (\S+))?$/.exec(rest) ?? refuse('no value');
  if (!VALUE.test(value)) refuse('a wrong value');
  if (stamp !== undefined && !/^-?\d+$/.test(stamp)) refuse('a wrong time');
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}
