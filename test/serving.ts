import { planServe, type ServePlan } from '../src/app/serve.ts';
import { type Config, configSchema } from '../src/core/config.ts';
import type { Io } from '../src/core/io.ts';
import { type Lab, startLab } from '../src/lab/index.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import { type Serving, startServer } from '../src/server/start.ts';
import { testIo } from './io.ts';

/** What a test may change of a server. */
export interface ServeOptions {
  scenario?: Scenario;
  config?: unknown;
  io?: Partial<Io>;
  plan?: Partial<ServePlan>;
}

/** A person or program that speaks to the server; keeps cookies as a browser does. */
export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form as a page of the server would, with the secret of the page before it. */
  send(path: string, fields?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>;
  cookie: string;
  csrf: string;
}

/** A server in this process, on a free port, with a store in memory. */
export interface TestServer extends AsyncDisposable {
  serving: Serving;
  lab: Lab | undefined;
  trouble: string[];
  visitor(): Visitor;
  /** Makes the owner and is logged in as it. */
  owner(): Promise<Visitor>;
}

export const PASSWORD = 'four random words here';

/** Starts a server, in a lab where a scenario is given. */
export async function serving({ scenario, config, io, plan }: ServeOptions = {}): Promise<TestServer> {
  const lab = scenario && (await startLab(scenario));
  const trouble: string[] = [];
  const parsed: Config = configSchema.parse({ ...(lab ? { domain: lab.domain } : {}), ...(config as object | undefined) }); // as: tests give an object
  const real = testIo({
    now: () => new Date(),
    random: Math.random,
    ...(lab ? { resolver: lab.resolver, roots: lab.roots, ca: lab.ca, route: lab.route, env: lab.env } : {}),
    ...io,
  });
  const base = planServe({ repo: 'docs', port: 0, host: '127.0.0.1', 'new-owner': false }, real);
  const started = await startServer({
    plan: { ...base, config: parsed, where: ':memory:', ...plan },
    io: real,
    onTrouble: (error, doing) => trouble.push(`${doing}: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const visitor = (): Visitor => visit(started.url);
  return {
    serving: started,
    lab,
    trouble,
    visitor,
    async owner() {
      const person = visitor();
      const path = new URL(started.setup!).pathname;
      await person.get(path);
      await person.send(path, { name: 'Ada', password: PASSWORD });
      await person.get('/settings');
      return person;
    },
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await lab?.close();
    },
  };
}

/** A visitor of a server somewhere. */
export function visit(base: string): Visitor {
  const jar = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=');
      if (/max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const person: Visitor = {
    csrf: '',
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text) {
      jar.clear();
      for (const pair of text.split('; ').filter(Boolean)) jar.set(pair.split('=')[0]!, pair.split('=')[1]!);
    },
    async get(path, headers = {}) {
      const response = keep(
        await fetch(new URL(path, base), { redirect: 'manual', headers: { accept: 'text/html', cookie: person.cookie, ...headers } }),
      );
      if ((response.headers.get('content-type') ?? '').includes('html')) {
        const found = /name="csrf" value="([^"]+)"/.exec(await response.clone().text());
        if (found) person.csrf = found[1]!;
      }
      return response;
    },
    async send(path, fields = {}, headers = {}) {
      const form = new URLSearchParams({ csrf: person.csrf });
      for (const [name, value] of Object.entries(fields))
        for (const each of [value].flat())
          if (name === 'csrf') form.set(name, each);
          else form.append(name, each);
      return keep(
        await fetch(new URL(path, base), {
          method: 'POST',
          redirect: 'manual',
          headers: {
            origin: new URL(base).origin,
            'sec-fetch-site': 'same-origin',
            cookie: person.cookie,
            'content-type': 'application/x-www-form-urlencoded',
            ...headers,
          },
          body: form.toString(),
        }),
      );
    },
  };
  return person;
}
