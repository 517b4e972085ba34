import { flushCompileCache } from 'node:module';
import { sprint } from '../src/app/sprint/sprint.ts';
import { type Io, politeness, type Question, unpaced } from '../src/core/io.ts';

/** What a sprint in a process of its own needs of a lab that runs in another. */
export interface Given {
  io: Pick<Io, 'resolver' | 'roots' | 'ca' | 'env'>;
  places: Record<string, { host: string; port: number }>;
  repo: string;
  domain: string;
}

flushCompileCache(); // now, for it will be killed

const answers: ((text: string) => void)[] = [];

/** A person who is asked over the process's channel. */
const ask = (question: Question): Promise<string> =>
  new Promise((resolve) => {
    answers.push(resolve);
    process.send?.({ ask: question });
  });

process.on('message', (message: { given?: Given; answer?: string }) => {
  if (message.answer !== undefined) answers.shift()?.(message.answer);
  if (message.given) void run(message.given);
});

async function run({ io: lab, places, repo, domain }: Given): Promise<void> {
  const io: Io = {
    ...lab,
    now: () => new Date(),
    random: Math.random,
    signal: new AbortController().signal,
    allowPrivate: false,
    route: (host, port) => places[`${host} ${port}`] ?? { host: '127.0.0.1', port: 1 },
    turn: politeness(),
    pace: unpaced,
    ask,
  };
  const gave = await sprint.run({ target: domain, repo, plan: false, yes: true }, io, (event) => {
    if (event.is === 'done') process.send?.({ told: event.text });
  });
  process.send?.({ gave }, () => process.exit(0));
}
