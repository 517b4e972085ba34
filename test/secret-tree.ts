import { strToU8, zipSync } from 'fflate';
import { contextsOf } from './secret-corpus.ts';
import { ENCODINGS, TEXTUAL } from './secret-encodings.ts';
import type { Drawn } from './secret-values.ts';

/** Plants that stand in one file. */
const PER_FILE = 30;
/** Values that also name files, branches and tags. */
const NAMES = 3;

/** A text that holds one secret, encoded; it belongs in the middle of something else. */
export interface Plant {
  id: string;
  coding: (typeof TEXTUAL)[number];
  text: string;
}

/** Every value in every encoding that is text, each in another context. */
export function plants(values: readonly Drawn[]): Plant[] {
  return values.flatMap((drawn, index) =>
    TEXTUAL.map((coding, row): Plant => ({ id: drawn.id, coding, text: ENCODINGS[coding](written(drawn, index + row)) })),
  );
}

/** A value beside its name, as the turn says. */
function written({ id, name, value }: Drawn, turn: number): string {
  const contexts = contextsOf(id, value);
  return contexts[turn % contexts.length]![1](name, value).trim();
}

/** A file of a kind that holds plants. */
type FileOf = (texts: readonly string[], nth: number) => [path: string, content: string];

const json = JSON.stringify;
/** A text as a log has it, where each line stands for itself. */
export const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
const sql = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const map = <T>(texts: readonly string[], write: (text: string, at: number) => T): T[] => texts.map(write);

/** The files in which AI-built products keep what they should not. */
const FILES: readonly FileOf[] = [
  (texts, nth) => [
    `src/lib/held-${nth}.ts`,
    `${map(texts, (text, at) => `export const held${at} = ${json(text)};`).join('\n')}\nexport const ask = () => fetch('https://api.acme.test/v1', { headers: { authorization: ${json(texts[0])} } });\n`,
  ],
  (texts, nth) => [`dist/assets/held-${nth}.js`, `(()=>{${map(texts, (text, at) => `e(${at},${json(text)})`).join(';')}})();`],
  (texts, nth) => [
    `dist/assets/held-${nth}.js.map`,
    json({ version: 3, sources: texts.map((_, at) => `../src/${at}.ts`), sourcesContent: texts, names: [], mappings: 'AAAA' }),
  ],
  (texts, nth) => [`.env.held${nth}`, map(texts, (text, at) => `HELD_${nth}_${at}_SECRET=${json(text)}\n`).join('')],
  (texts, nth) => [
    `logs/held-${nth}.log`,
    map(texts, (text, at) => `2026-11-20T10:00:${String(at % 60).padStart(2, '0')}Z ERROR it said ${oneLine(text)}\n`).join(''),
  ],
  (texts, nth) => [
    `logs/held-${nth}.jsonl`,
    map(texts, (text) => `${json({ time: '2026-11-20T10:00:00Z', level: 'error', msg: text })}\n`).join(''),
  ],
  (texts, nth) => [`exports/chat-${nth}.json`, json({ messages: map(texts, (text) => ({ role: 'user', content: `it fails:\n${text}` })) })],
  (texts, nth) => [`docs/held-${nth}.md`, `# Held\n\n${map(texts, (text) => `- \`${oneLine(text)}\`\n`).join('')}`],
  (texts, nth) => [
    `supabase/migrations/202611${String(10 + (nth % 20))}0${nth % 10}0000_held_${nth}.sql`,
    `CREATE TABLE held_${nth} (id bigint PRIMARY KEY, name text DEFAULT ${sql(texts[0] ?? '')});\n${map(texts, (text, at) => `INSERT INTO held_${nth} (id, name) VALUES (${at}, ${sql(text)});\n`).join('')}CREATE POLICY held ON held_${nth} FOR SELECT USING (name <> ${sql(texts[1] ?? '')});\n`,
  ],
  (texts, nth) => [
    `.github/workflows/held-${nth}.yml`,
    `on: push\njobs:\n  held:\n    runs-on: ubuntu-latest\n    env:\n${map(texts, (text, at) => `      HELD_${at}: ${json(text)}\n`).join('')}    steps:\n      - run: echo \${{ github.event.head_commit.message }} ${json(oneLine(texts[0] ?? ''))}\n`,
  ],
  (texts, nth) => [
    `notebooks/held-${nth}.ipynb`,
    json({ cells: map(texts, (text) => ({ cell_type: 'code', source: [text], outputs: [{ text: [text] }] })) }),
  ],
  (texts, nth) => [
    `app/api/held${nth}/route.ts`,
    `export async function GET(request: Request) {\n  try {\n    return Response.json(await load());\n  } catch (error) {\n    console.log(${json(texts[0])}, error);\n    return Response.json({ error: String(error), stack: (error as Error).stack, key: ${json(texts[1])} }, { status: 500, headers: { 'Access-Control-Allow-Origin': '*' } });\n  }\n}\n${map(texts, (text, at) => `const held${at} = process.env.HELD_${at} ?? ${json(text)};`).join('\n')}\n`,
  ],
  (texts, nth) => [
    `public/held-${nth}.html`,
    `<!doctype html><title>Held</title>${map(texts, (text) => `<p>${text.replaceAll('<', '&lt;')}</p>`).join('')}`,
  ],
  (texts, nth) => [
    `exports/held-${nth}.csv`,
    `name,value\n${map(texts, (text, at) => `${at},"${text.replaceAll('"', '""')}"\n`).join('')}`,
  ],
];

/** A checkout in which every value stands in every encoding, in files of every kind, and the first of them name files. */
export function plantedTree(values: readonly Drawn[]): Record<string, string | Buffer> {
  const files: [string, string | Buffer][] = chunks(plants(values), PER_FILE).map((chunk, nth) =>
    FILES[nth % FILES.length]!(
      chunk.map(({ text }) => text),
      nth,
    ),
  );
  for (const [nth, chunk] of chunks(values, PER_FILE).entries()) {
    const lines = chunk.map((drawn, at) => written(drawn, at)).join('\n');
    files.push(
      [`exports/held-${nth}.txt`, ENCODINGS.utf16(lines)],
      [`backups/held-${nth}.sql.gz`, ENCODINGS.gzip(lines)],
      [`backups/held-${nth}.zip`, Buffer.from(zipSync({ 'env/.env': strToU8(lines) }))],
    );
  }
  for (const { name, value } of fileNames(values)) files.push([`keys/${value}.txt`, `${name} is in the name\n`]);
  for (const [at, drawn] of values.entries()) {
    const contexts = contextsOf(drawn.id, drawn.value);
    files.push([`keys/${drawn.id}.txt`, contexts[at % contexts.length]![1](drawn.name, drawn.value)]);
  }
  return Object.fromEntries(files);
}

/** Values that can be the name of a file and of a branch. */
export function fileNames(values: readonly Drawn[]): Drawn[] {
  return values.filter(({ value }) => /^(?:sk_live|ghp|npm)_\w+$/.test(value)).slice(0, NAMES);
}

export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
