/** One exception of an event: the title, and its frames with the crash on top. */
export interface Exception {
  title: string;
  frames: { says: string; own: boolean }[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const listIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : isObject(value) && Array.isArray(value['values']) ? value['values'] : [];
const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

/**
 * The exceptions of an event as SDKs send it, the outermost first; they arrive with the cause first and the oldest frame first. Whatever
 * has another shape is left out.
 */
export function framesOf(payload: Readonly<Record<string, unknown>>): Exception[] {
  return listIn(payload['exception'])
    .filter(isObject)
    .toReversed()
    .slice(0, 10)
    .map((exception) => ({
      title: [textOf(exception['type']), textOf(exception['value'])].filter((part) => part !== '').join(': ') || 'an error without words',
      frames: listIn(isObject(exception['stacktrace']) ? exception['stacktrace']['frames'] : undefined)
        .filter(isObject)
        .toReversed()
        .map((frame) => {
          const place = textOf(frame['filename']) || textOf(frame['module']) || textOf(frame['abs_path']) || 'unknown place';
          const line = textOf(frame['lineno']);
          return {
            says: `${textOf(frame['function']).replace(/^\?$/, '') || '(anonymous)'} at ${place}${line === '' ? '' : `:${line}`}`,
            own: frame['in_app'] === true,
          };
        }),
    }));
}

/** What else helps to find it: route, request, tags. */
export function tagsOf(payload: Readonly<Record<string, unknown>>): [string, string][] {
  const request = isObject(payload['request']) ? payload['request'] : {};
  const tags = isObject(payload['tags'])
    ? Object.entries(payload['tags'])
    : listIn(payload['tags']).flatMap((pair) => (Array.isArray(pair) ? [[textOf(pair[0]), pair[1]] as [string, unknown]] : []));
  const known: [string, unknown][] = [
    ['transaction', payload['transaction']],
    ['request', [textOf(request['method']), textOf(request['url'])].filter((part) => part !== '').join(' ')],
    ['server', payload['server_name']],
    ...tags,
  ];
  return known.map(([name, value]): [string, string] => [name, textOf(value)]).filter(([name, value]) => name !== '' && value !== '');
}
