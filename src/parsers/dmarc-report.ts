import { SaxesParser } from 'saxes';

/** How a receiver judged mail of one source in the time of the report. */
export interface ReportRecord {
  ip: string;
  /** Messages. */
  count: number;
  /** What was done: none, quarantine, reject, or the receiver's own word. */
  disposition: string;
  /** Whether DKIM and SPF passed with the domain of From. */
  dkim: boolean;
  spf: boolean;
  /** The domain of From. */
  from: string;
  signatures: { domain: string; selector: string; result: string }[];
  paths: { domain: string; result: string }[];
  /** Why the receiver did otherwise than the policy says: forwarded, mailing_list, … */
  overrides: string[];
}

/** Who reports, on which domain, for which time. */
export interface ReportHead {
  org: string;
  email: string;
  id: string;
  /** Seconds since 1970. */
  begin: number;
  end: number;
  domain: string;
  /** The policy that the receiver saw. */
  policy: string;
  /** `t=y`, as RFC 9990 reports it. */
  testing: boolean;
}

export type ReportEnd =
  | { ok: true; head: ReportHead; records: number; problems: string[] }
  | { ok: false; problem: string; records: number };

/** Takes the text of a report in pieces of any size; `end` says whether it was one. */
export interface ReportReader {
  write(text: string): void;
  end(): ReportEnd;
}

const DEPTH = 32;
const TEXT = 512;
const PROBLEMS = 20;
/** Values kept per record: an honest one has a handful of signatures. */
const LIST = 20;
const MOST = 1_000_000_000;
/** The longest entity is `&#x10ffff;`. */
const ENTITY = 10;
const ALONE = /&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});)/gi;

/**
 * Reads a DMARC aggregate report (RFC 7489 appendix C, RFC 9990) from a stream, handing out each record as it ends. What receivers get
 * wrong is forgiven and told: unclosed tags, stray characters, capitals, missing verdicts, `identities` for `identifiers`. Declared
 * entities are refused, and so is a report that stops in the middle. Never throws.
 */
export function reportReader(onRecord: (record: ReportRecord) => void): ReportReader {
  const problems: string[] = [];
  const path: string[] = [];
  let refused: string | null = null;
  let finished = false;
  let root: string | null = null;
  let text = '';
  let held = '';
  let head: Partial<Record<string, string>> = {};
  let records = 0;
  let record: Draft | null = null;
  const note = (problem: string): void => {
    if (problems.length < PROBLEMS) problems.push(problem);
  };
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('error', (error) => note(clean(error.message)));
  parser.on('doctype', (said) => {
    if (/<!ENTITY/i.test(said)) refused ??= 'it declares entities, as attacks do';
  });
  const addText = (more: string): void => {
    if (text.length < TEXT) text += more.slice(0, TEXT - text.length);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name, isSelfClosing }) => {
    const local = name.replace(/^.*:/, '').toLowerCase();
    root ??= local;
    if (root !== 'feedback') refused ??= `its first element is ${clean(root).slice(0, 40)}, not feedback`;
    if (path.length >= DEPTH) refused ??= 'it is nested too deep';
    path.push(local);
    text = '';
    if (local === 'record' && !isSelfClosing) {
      if (record) close();
      record = { fields: {}, signatures: [], paths: [], overrides: [], open: null };
    }
    if (record && inAuth() && (local === 'dkim' || local === 'spf')) record.open = { is: local, fields: {} };
  });
  parser.on('closetag', () => {
    const local = path.pop() ?? '';
    const value = clean(text);
    text = '';
    if (local === 'feedback' && path.length === 0) finished = true;
    if (!record) {
      head = { ...head, ...(HEAD_FIELDS.has(local) && head[local] === undefined ? { [local]: value } : {}) };
      return;
    }
    if (local === 'record') close();
    else take(record, local, { value, parent: path.at(-1) ?? '' });
  });

  const inAuth = (): boolean => path.includes('auth_results');
  const close = (): void => {
    const draft = record;
    record = null;
    if (!draft) return;
    const made = finish(draft, note);
    if (!made) return;
    records += 1;
    onRecord(made);
  };

  /** An ampersand that begins no entity stands for itself: the parser would swallow everything up to the next semicolon. */
  const feed = (whole: string): void => {
    if (whole === '' || refused !== null) return;
    try {
      parser.write(whole.includes('&') ? whole.replace(ALONE, '&amp;') : whole);
    } catch (error) {
      refused = `it cannot be read: ${clean(String(error)).slice(0, 120)}`;
    }
  };

  return {
    write(piece) {
      if (refused !== null) return;
      const text = held + piece;
      // What may be the beginning of an entity waits for its end.
      const cut = text.indexOf('&', Math.max(0, text.length - ENTITY));
      const whole = cut < 0 ? text : text.slice(0, cut);
      held = cut < 0 ? '' : text.slice(cut);
      feed(whole);
    },
    end() {
      feed(held);
      try {
        if (refused === null) parser.close();
      } catch (error) {
        refused = `it cannot be read: ${clean(String(error)).slice(0, 120)}`;
      }
      if (refused !== null) return { ok: false, problem: refused, records };
      if (root === null) return { ok: false, problem: 'there is no XML in it', records };
      if (!finished) return { ok: false, problem: 'it stops in the middle', records };
      const made = headOf(head);
      return typeof made === 'string' ? { ok: false, problem: made, records } : { ok: true, head: made, records, problems };
    },
  };
}

const HEAD_FIELDS: ReadonlySet<string> = new Set(['org_name', 'email', 'report_id', 'begin', 'end', 'domain', 'p', 'testing']);

interface Draft {
  fields: Record<string, string>;
  signatures: ReportRecord['signatures'];
  paths: ReportRecord['paths'];
  overrides: string[];
  open: { is: 'dkim' | 'spf'; fields: Record<string, string> } | null;
}

function take(record: Draft, local: string, { value, parent }: { value: string; parent: string }): void {
  const { open } = record;
  if (open && (local === 'dkim' || local === 'spf')) {
    const { domain = '', selector = '', result = '' } = open.fields;
    if (open.is === 'dkim' && record.signatures.length < LIST)
      record.signatures.push({ domain: lower(domain), selector: lower(selector), result: lower(result) });
    if (open.is === 'spf' && record.paths.length < LIST) record.paths.push({ domain: lower(domain), result: lower(result) });
    record.open = null;
    return;
  }
  if (open) {
    open.fields[local] = value;
    return;
  }
  if (parent === 'reason' && local === 'type' && record.overrides.length < LIST) record.overrides.push(lower(value));
  else record.fields[local] ??= value;
}

function finish({ fields, signatures, paths, overrides }: Draft, note: (problem: string) => void): ReportRecord | null {
  const ip = fields['source_ip'] ?? '';
  if (!/^[0-9a-f.:]{2,45}$/i.test(ip)) {
    note('a record names no source address');
    return null;
  }
  const from = lower(fields['header_from'] ?? '').replace(/\.$/, '');
  const told = Number(fields['count']);
  const whole = Number.isFinite(told) && told >= 0 && told <= MOST;
  if (!whole) note(`a count is no number: ${(fields['count'] ?? '').slice(0, 20)}`);
  const verdict = (name: 'dkim' | 'spf', list: readonly { domain: string; result: string }[]): boolean => {
    const said = fields[name];
    if (said !== undefined) return lower(said) === 'pass';
    return list.some((each) => each.result === 'pass' && isRelated(each.domain, from));
  };
  return {
    ip: lower(ip),
    count: whole ? Math.round(told) : 1,
    disposition: lower(fields['disposition'] ?? 'none'),
    dkim: verdict('dkim', signatures),
    spf: verdict('spf', paths),
    from,
    signatures,
    paths,
    overrides,
  };
}

/** True for one domain and another above or below it: what relaxed alignment can be told by without a list of suffixes. */
function isRelated(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));
}

function headOf(head: Partial<Record<string, string>>): ReportHead | string {
  const { org_name: org = '', report_id: id = '', domain = '' } = head;
  if (org === '' || id === '') return 'it does not say who reports, or its number';
  if (!/^[a-z0-9._-]{1,253}$/i.test(domain)) return 'it does not say which domain it is about';
  const [begin, end] = [seconds(head['begin']), seconds(head['end'])];
  if (begin === null || end === null || end < begin) return 'it does not say for which time it is';
  return {
    org,
    email: head['email'] ?? '',
    id,
    begin,
    end,
    domain: lower(domain),
    policy: lower(head['p'] ?? ''),
    testing: lower(head['testing'] ?? '') === 'y',
  };
}

function seconds(text: string | undefined): number | null {
  const value = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(value)) return value > 0 && value < 1e11 ? Math.floor(value) : null;
  const date = Date.parse(text ?? '');
  return Number.isNaN(date) || date <= 0 ? null : Math.floor(date / 1_000);
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** One line without control characters. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
