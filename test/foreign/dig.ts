import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { run } from './run.ts';

/** A record as dig prints it; the owner and names at the end of the data in lower case, without final dot. */
export interface Printed {
  name: string;
  ttl: number;
  type: string;
  data: string;
}

export interface Reply {
  status: string;
  authoritative: boolean;
  answers: Printed[];
  authority: Printed[];
}

/** Without `at` the resolver of /etc/resolv.conf is asked; a server is asked without recursion. */
export interface Asked {
  at?: string;
  name: string;
  type: string;
}

const section = z.array(z.string()).optional();
const itemSchema = z.object({
  type: z.string(),
  message: z.union([
    z.string(),
    z.object({
      response_message_data: z.object({ status: z.string(), flags: z.string(), ANSWER_SECTION: section, AUTHORITY_SECTION: section }),
    }),
  ]),
});

/** Asks all questions with one dig; null where nobody answered. */
export async function dig(questions: readonly Asked[]): Promise<(Reply | null)[]> {
  if (questions.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'foreign-dig-'));
  try {
    const lines = questions.map(({ at, name, type }) =>
      [at === undefined ? '' : `@${at} +norecurse`, `${name}.`, type, '+yaml +tries=1 +time=3'].join(' '),
    );
    await writeFile(join(folder, 'questions'), `${lines.join('\n')}\n`);
    const { out, err } = await run('dig', ['-f', join(folder, 'questions')]);
    const items = z.array(itemSchema).parse(parse(out, { logLevel: 'silent' }));
    if (items.length !== questions.length) throw new Error(`dig answered ${items.length} of ${questions.length} questions: ${err}`);
    return items.map(({ message }) => (typeof message === 'string' ? null : replyOf(message.response_message_data)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One question; throws when nobody answers. */
export async function digOne(question: Asked): Promise<Reply> {
  const [reply] = await dig([question]);
  if (!reply) throw new Error(`nobody answered dig for ${question.name} ${question.type} at ${question.at ?? 'the resolver'}`);
  return reply;
}

function replyOf(said: {
  status: string;
  flags: string;
  ANSWER_SECTION?: string[] | undefined;
  AUTHORITY_SECTION?: string[] | undefined;
}): Reply {
  return {
    status: said.status,
    authoritative: said.flags.split(' ').includes('aa'),
    answers: (said.ANSWER_SECTION ?? []).map(printed),
    authority: (said.AUTHORITY_SECTION ?? []).map(printed),
  };
}

function printed(line: string): Printed {
  const [, name = '', ttl = '', type = '', data = ''] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/s.exec(line) ?? [];
  if (type === '') throw new Error(`dig printed a line that is no record: ${line}`);
  return { name: plain(name), ttl: Number(ttl), type, data: ['CNAME', 'NS', 'MX'].includes(type) ? plain(data) : data };
}

/** Lower case without final dot. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** The strings of a TXT or CAA value, quotes and escapes taken away, joined. */
export function unquoted(data: string): string {
  return [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1')).join('');
}
