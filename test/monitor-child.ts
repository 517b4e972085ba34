// A monitor as a process of its own, to be killed: node test/monitor-child.ts <store> <config as JSON> <environment as JSON> [clock as JSON] [name]
import { flushCompileCache } from 'node:module';
import { intake, localIo, watching } from './watching.ts';
import { openStore } from '../src/monitor/store/open.ts';

flushCompileCache(); // now, for it will be killed
const [, , where = '', config = '{}', env = '{}', clock = '{}', worker] = process.argv;
// A clock that began with ours and goes `haste` times as fast.
const { from, haste } = { from: 0, haste: 1, ...(JSON.parse(clock) as { from?: number; haste?: number }) };
const store = await openStore(where);
const { engine } = await watching(JSON.parse(config) as object, {
  store,
  io: localIo({
    env: JSON.parse(env) as Record<string, string>,
    random: Math.random,
    now: () => new Date(from + (Date.now() - from) * haste),
  }),
  ...(worker === undefined ? {} : { worker }),
  onTrouble: (error, doing) => process.stderr.write(`${doing}: ${error instanceof Error ? error.stack : String(error)}\n`),
});
const server = await intake(engine, true);
process.stdout.write(`${JSON.stringify({ url: server.url, project: engine.project })}\n`);
