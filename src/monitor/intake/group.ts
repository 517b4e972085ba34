import { createHash } from 'node:crypto';
import { parameterise } from './parameterise.ts';
import { type Json, list, object, text } from './read.ts';

/** What an event belongs to: `hashes` are of the frames of the app and of all frames, and match on either. */
export interface Grouped {
  hashes: readonly string[];
  title: string;
  place: string;
  level: string;
}

/** Written into every hash: with another algorithm, old issues stay whole until they age out. */
const VERSION = 1;
/** Frames and exceptions that count, from the innermost. */
const FRAMES = 30;
const EXCEPTIONS = 10;

/**
 * Groups an event as Sentry's newstyle does in outline: the fingerprint of the SDK first; else the chain of exceptions by type and
 * frames, never by line numbers; else the message without its parameters. The outer exception, which is the last, is the title. Pure.
 */
export function group(event: Json): Grouped {
  const exceptions = list(object(event['exception'])['values'] ?? event['exception'])
    .map(object)
    .slice(-EXCEPTIONS);
  const outer = exceptions.at(-1);
  const message = messageOf(event);
  const type = text(outer?.['type'], 120);
  const value = text(outer?.['value'], 300) ?? message;
  const title =
    [type, value?.split('\n')[0]].filter((part) => part).join(': ') || text(event['transaction']) || 'An event without a message';
  const frames = framesOf(outer).filter(({ inApp }) => inApp);
  const place = placeOf(frames.at(-1) ?? framesOf(outer).at(-1)) ?? text(event['transaction'], 200) ?? '';
  const level = text(event['level'], 20) ?? 'error';
  const parts = [chain(exceptions, true), chain(exceptions, false)].map((found) => found ?? `message\n${parameterise(message ?? title)}`);
  const fingerprint = list(event['fingerprint']).map((part) => text(part) ?? '');
  const hashes = parts.map((part) =>
    hash(fingerprint.length === 0 ? part : fingerprint.map((each) => expand(each, { part, event, type, value })).join('\n')),
  );
  return { hashes: [...new Set(hashes)], title: title.slice(0, 300), place, level };
}

function hash(part: string): string {
  return `${VERSION}:${createHash('sha256').update(part).digest('hex').slice(0, 24)}`;
}

/** Variables of a fingerprint (docs.sentry.io/concepts/data-management/event-grouping/fingerprint-rules). */
function expand(part: string, from: { part: string; event: Json; type: string | null; value: string | null }): string {
  return part.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => {
    if (name === 'default') return from.part;
    if (name === 'type' || name === 'error.type') return from.type ?? '';
    if (name === 'value' || name === 'error.value') return from.value ?? '';
    if (name === 'transaction' || name === 'level') return text(from.event[name]) ?? '';
    if (name.startsWith('tags.')) return text(object(from.event['tags'])[name.slice(5)]) ?? '';
    return whole;
  });
}

/** The exceptions as text to hash; null when nothing in them tells one fault from another. */
function chain(exceptions: readonly Json[], onlyApp: boolean): string | null {
  const parts = exceptions.map((exception) => {
    const all = framesOf(exception);
    const own = all.filter(({ inApp }) => inApp);
    const frames = (onlyApp && own.length > 0 ? own : all)
      .slice(-FRAMES)
      .map(frameText)
      .filter((frame) => frame !== '');
    const unique = frames.filter((frame, i) => frame !== frames[i - 1]); // recursion counts once
    const type = text(exception['type'], 120) ?? '';
    if (unique.length > 0) return [type, ...unique].join('\n');
    return `${type}\n${parameterise(text(exception['value']) ?? '')}`;
  });
  return parts.some((part) => part.trim() !== '') ? parts.join('\n\n') : null;
}

interface Frame {
  inApp: boolean;
  module: string | null;
  file: string | null;
  function: string | null;
  context: string | null;
  line: number | null;
}

function framesOf(exception: Json | undefined): Frame[] {
  return list(object(exception?.['stacktrace'])['frames']).map((each) => {
    const frame = object(each);
    return {
      inApp: frame['in_app'] === true,
      module: text(frame['module'], 200),
      file: text(frame['filename'], 300) ?? text(frame['abs_path'], 300),
      function: text(frame['function'], 200),
      context: text(frame['context_line'], 200),
      line: typeof frame['lineno'] === 'number' ? frame['lineno'] : null,
    };
  });
}

/** Module, else the name of the file, never of a bundle that changes its name; then the function, then the line of code. */
function frameText({ module, file, function: name, context }: Frame): string {
  const base = file === null || /^(https?:|blob:|<|native)/i.test(file) ? '' : (file.split(/[\\/]/).at(-1) ?? '').toLowerCase();
  const short = name === null || name === '?' || name === '<anonymous>' ? '' : (name.split('.').at(-1) ?? '');
  const line = context?.trim() ?? '';
  return [module ?? base, short, line.length <= 120 ? line : ''].filter((part) => part !== '').join(' ');
}

function placeOf(frame: Frame | undefined): string | null {
  if (!frame) return null;
  const at = frame.file === null ? null : `${frame.file.split('/').slice(-3).join('/')}${frame.line === null ? '' : `:${frame.line}`}`;
  return [frame.function, at].filter((part) => part !== null).join(' in ') || null;
}

function messageOf(event: Json): string | null {
  const entry = object(event['logentry'] ?? event['message']);
  return text(event['message']) ?? text(event['logentry']) ?? text(entry['formatted']) ?? text(entry['message']);
}
