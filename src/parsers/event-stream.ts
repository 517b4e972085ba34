/** One event of a stream: its type, `message` where none was given, and its data. */
export interface StreamEvent {
  type: string;
  data: string;
}

/** More events than this in one answer are not read. */
const MOST_EVENTS = 100_000;

/**
 * The events of a `text/event-stream` body that has ended (HTML, section 9.2.6: interpreting an event stream). An event that the end cuts
 * off before its blank line is left out, as browsers do; comments, `id` and `retry` mean nothing here.
 */
export function parseEventStream(body: string): StreamEvent[] {
  const events: StreamEvent[] = [];
  let type = '';
  let data: string[] = [];
  // What follows the last line break is no line yet.
  for (const line of body
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .slice(0, -1)) {
    if (events.length >= MOST_EVENTS) break;
    if (line === '') {
      if (data.length > 0) events.push({ type: type === '' ? 'message' : type, data: data.join('\n') });
      [type, data] = ['', []];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'event') type = value;
  }
  return events;
}
