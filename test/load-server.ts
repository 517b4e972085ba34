import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { seeded } from './io.ts';

/** What its routes do; times in ms. The distributions are what `TRUTH` says. */
const NORMAL = { median: 40, sigma: 0.5 } as const;
const BIMODAL = { fast: 20, slow: 160, slowShare: 0.1 } as const;
const FREEZE = { every: 2_000, for: 400 } as const;
const STALL = { every: 5_000, for: 500, median: 20 } as const;
/** So even and so much slower that no busy machine hides it or feigns it. */
const RELEASE = { median: 80, sigma: 0.1, slower: 3 } as const;
const LOCK_MS = 40;
/** So many visitors the rate limit lets in. */
const LET_IN = 100;

type Draw = (random: () => number) => number;

const DRAWS: Readonly<Record<string, Draw>> = {
  '/lognormal': (random) => NORMAL.median * Math.exp(NORMAL.sigma * gauss(random)),
  '/slower-1.3': (random) => 1.3 * NORMAL.median * Math.exp(NORMAL.sigma * gauss(random)),
  '/slower': (random) => 1.5 * NORMAL.median * Math.exp(NORMAL.sigma * gauss(random)),
  '/bimodal': (random) => (random() < BIMODAL.slowShare ? BIMODAL.slow : BIMODAL.fast) * Math.exp(0.1 * gauss(random)),
  '/freezes': (random) => {
    const into = random() * FREEZE.every;
    return 20 + Math.max(0, FREEZE.for - into);
  },
  '/stalls': (random) => stalled(random() * STALL.every) + STALL.median * Math.exp(0.5 * gauss(random)),
};

/** How long a request waits that comes so many ms after a stall has begun. */
function stalled(into: number): number {
  return Math.max(0, STALL.for - into);
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The quantile that a visitor of the route meets who comes at a random time, from 200,000 draws. */
export function truth(path: string, share: number): number {
  const random = seeded(99);
  const draws = Float64Array.from({ length: 200_000 }, () => DRAWS[path]!(random)).sort();
  return draws[Math.floor(share * draws.length)]!;
}

/** A server in a process of its own, so that it and the client do not wait for one another. Two of one seed answer alike. */
export async function loadServer(seed = 5): Promise<AsyncDisposable & { origin: string }> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'serve', String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('error', reject).once('close', () => reject(new Error('the server ended')));
  });
  return {
    origin: `http://127.0.0.1:${port.trim()}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await gone;
    },
  };
}

function serve(seed: number): void {
  const random = seeded(seed);
  let lock: Promise<void> = Promise.resolve();
  let seen = 0;
  let slower = 1;
  let letIn = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname;
    const answer = (status = 200, body = 'ok'): void => void response.writeHead(status).end(body);
    const later = (ms: number): void => void setTimeout(answer, ms);
    seen += 1;
    switch (path) {
      case '/freezes':
        return later(20 + Math.max(0, FREEZE.for - (performance.now() % FREEZE.every)));
      case '/stalls':
        return later(stalled(performance.now() % STALL.every) + STALL.median * Math.exp(0.5 * gauss(random)));
      case '/release':
        return later(slower * RELEASE.median * Math.exp(RELEASE.sigma * gauss(random)));
      case '/deploy-slow':
        slower = RELEASE.slower;
        return answer();
      case '/lock':
        lock = lock.then(() => new Promise((resolve) => setTimeout(resolve, LOCK_MS)));
        return void lock.then(() => answer());
      case '/half-fails':
        return answer(seen % 2 === 0 ? 500 : 200);
      case '/rare-fails':
        return answer(seen % 25 === 0 ? 500 : 200);
      case '/limited':
        return answer(429);
      case '/limited-later':
        letIn += 1;
        return answer(letIn > LET_IN ? 429 : 200);
      case '/login-first':
        return answer(401);
      case '/moved':
        return void response.writeHead(302, { Location: '/login' }).end();
      case '/hangs':
        return;
      case '/big':
        return answer(200, 'x'.repeat(3_000_000));
      case '/session':
        if (request.method === 'POST') return void response.writeHead(303, { Location: '/', 'Set-Cookie': 'sid=7; HttpOnly' }).end();
        return answer(200, '<input type="hidden" name="csrf" value="t-1">');
      case '/private':
        return answer(request.headers.cookie?.includes('sid=7') ? 200 : 401);
      default:
        return DRAWS[path] ? later(DRAWS[path](random)) : answer();
    }
  });
  server.keepAliveTimeout = 1_000;
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`)); // as: a TCP server has no path
  // It ends with whoever started it.
  process.stdin.on('end', () => process.exit()).resume();
}

if (process.argv[2] === 'serve' && process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[3]));
