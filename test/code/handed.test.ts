import { expect, test } from 'vitest';
import { repoCode } from '../../src/probes/repo/code.ts';
import { testIo } from '../io.ts';
import { checkout } from '../secret-repository.ts';

interface Case {
  name: string;
  /** What must be told, as `rule file:line`. */
  tells: string[];
  files: Readonly<Record<string, string>>;
}

const asks = (imports: string, does: string): string =>
  `import { ${imports} } from '../../lib/books';\nexport async function loader({ request }) {\n  const q = new URL(request.url).searchParams.get('q');\n  ${does}\n}\n`;
const search =
  'export async function search(q, limit) {\n  return prisma.$queryRawUnsafe(`SELECT id FROM "Book" WHERE title = \'${q}\' LIMIT 20`);\n}\n';
const byName =
  "export const list = async ({ sort, name }) => pool.query('SELECT id FROM books WHERE name = $1 ORDER BY ' + sort, [name]);\n";

const CASES: readonly Case[] = [
  {
    name: 'a statement that is put together in another file',
    tells: ['sql-text lib/books.ts:2'],
    files: { 'app/routes/search.ts': asks('search', 'return search(q);'), 'lib/books.ts': search },
  },
  {
    name: 'the parameter that is not in the text',
    tells: [],
    files: { 'app/routes/search.ts': asks('search', "return search('Dune', q);"), 'lib/books.ts': search },
  },
  {
    name: 'a value that is looked at before it is handed on',
    tells: [],
    files: {
      'app/routes/search.ts': asks('search', "if (!['a', 'b'].includes(q)) return null;\n  return search(q);"),
      'lib/books.ts': search,
    },
  },
  {
    name: 'a value that the function itself looks at',
    tells: [],
    files: {
      'app/routes/search.ts': asks('search', 'return search(q);'),
      'lib/books.ts': search.replace('{\n', "{\n  if (!/^[a-z]+$/.test(q)) throw new Error('bad');\n"),
    },
  },
  {
    name: 'a function that nobody hands a request',
    tells: [],
    files: { 'app/routes/search.ts': asks('search', "return search('Dune');"), 'lib/books.ts': search },
  },
  {
    name: 'a member of an object that is handed on, through a file that hands the function on',
    tells: ['sql-text lib/list.ts:1'],
    files: {
      'app/routes/search.ts': asks('list', "return list({ sort: q, name: 'x' });"),
      'lib/books.ts': "export { list } from './list';\n",
      'lib/list.ts': byName,
    },
  },
  {
    name: 'another member of the same object',
    tells: [],
    files: { 'app/routes/search.ts': asks('list', "return list({ sort: 'id', name: q });"), 'lib/books.ts': byName },
  },
  {
    name: 'a redirect that another file makes',
    tells: ['open-redirect lib/books.ts:2'],
    files: {
      'app/routes/login.ts': asks('start', 'return start({ request, to: q });'),
      'lib/books.ts': 'export async function start({ request, to }) {\n  return redirect(to);\n}\n',
    },
  },
  {
    name: 'a request of the server, in a module of CommonJS',
    tells: ['server-fetch lib/preview.js:2'],
    files: {
      'routes/preview.js':
        "const preview = require('../lib/preview');\nrouter.get('/preview', async (req, res) => res.json(await preview.read(req.query.url)));\n",
      'lib/preview.js':
        'async function read(url) {\n  const page = await fetch(url, { signal: AbortSignal.timeout(5000) });\n  return page.text();\n}\nmodule.exports = { read };\n',
    },
  },
];

/** What is told of functions that only other files hang at a path. */
const CONTROLLERS: readonly Case[] = [
  {
    name: 'a body that is stored whole, and a login without a limit',
    tells: ['login-limit users.ts:1', 'whole-body users.ts:5'],
    files: {
      'routes.ts': "import * as users from './users';\nrouter.post('/login', users.login);\nrouter.put('/me', users.save);\n",
      'users.ts':
        'export const login = async (req, res) => {\n  res.json(await bcrypt.compare(req.body.password, hash));\n};\nexport const save = async (req, res) => {\n  res.json(await User.findByIdAndUpdate(req.user.id, req.body));\n};\n',
    },
  },
  {
    name: 'a limit and a schema before them, where their routes are told',
    tells: [],
    files: {
      'routes.ts':
        "import * as users from './users';\nrouter.post('/login', loginLimiter, users.login);\nrouter.put('/me', validate(schema), users.save);\n",
      'users.ts':
        'export const login = async (req, res) => {\n  res.json(await bcrypt.compare(req.body.password, hash));\n};\nexport const save = async (req, res) => {\n  res.json(await User.findByIdAndUpdate(req.user.id, req.body));\n};\n',
    },
  },
  {
    name: 'no path leads to them',
    tells: [],
    files: {
      'users.ts': 'export const login = async (req, res) => {\n  res.json(await bcrypt.compare(req.body.password, hash));\n};\n',
    },
  },
  {
    name: 'a service that compares the password',
    tells: ['login-limit auth.ts:3'],
    files: {
      'routes.ts': "import { Auth } from './auth';\nconst auth = new Auth();\nrouter.post('/login', auth.login);\n",
      'auth.ts':
        'export class Auth {\n  constructor(private authService: AuthService) {}\n  login = async (req, res) => res.json(await this.authService.login(req.body.email, req.body.password));\n}\n',
      'service.ts': 'export class AuthService {\n  login = async (email, password) => bcrypt.compare(password, await hashOf(email));\n}\n',
    },
  },
  {
    name: 'a service that leaves it to a provider of logins',
    tells: [],
    files: {
      'routes.ts': "import { Auth } from './auth';\nconst auth = new Auth();\nrouter.post('/login', auth.login);\n",
      'auth.ts':
        'export class Auth {\n  login = async (req, res) => res.json(await this.authService.login(req.body.email, req.body.password));\n}\n',
      'service.ts':
        'export class AuthService {\n  login = async (email, password) => supabase.auth.signInWithPassword({ email, password });\n}\n',
    },
  },
];

/** What rules tell of each case; each is a product in a folder of its own. */
async function toldOf(cases: readonly Case[], rules: RegExp): Promise<{ name: string; tells: string[] }[]> {
  return Promise.all(
    cases.map(async ({ name, files }) => {
      await using repo = await checkout({ 'package.json': '{}', ...files }, { git: false });
      const { facts, unread } = await repoCode.collect({ kind: 'repo', root: repo.root }, testIo());
      expect(unread).toBe(0);
      const tells = Object.entries(facts).flatMap(([rule, places]) => places.map(({ file, line }) => `${rule} ${file}:${line}`));
      return { name, tells: tells.filter((each) => rules.test(each)) };
    }),
  );
}

test('what a request says is followed into a function of another file, and into no other parameter (SEC-10)', async () => {
  const told = await toldOf(CASES, /^(sql-text|open-redirect|server-fetch) /);
  expect(told).toEqual(CASES.map(({ name, tells }) => ({ name, tells })));
});

test('a function is judged by the routes that other files hang it at (SEC-10, EDG-3)', async () => {
  const told = await toldOf(CONTROLLERS, /^(login-limit|whole-body) /);
  expect(told).toEqual(CONTROLLERS.map(({ name, tells }) => ({ name, tells })));
});

test('a key that the build writes into the page is told where the page asks for it (SEC-1)', async () => {
  const config =
    "export default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, '.', '');\n  return { define: { 'process.env.API_KEY': JSON.stringify(env.GEMINI_API_KEY) } };\n});\n";
  await using repo = await checkout(
    {
      'asked/vite.config.ts': config,
      'asked/services/gemini.ts': 'export const ai = new GoogleGenAI({ apiKey: process.env.API_KEY });\n',
    },
    { git: false },
  );
  await using idle = await checkout(
    { 'vite.config.ts': config, 'src/main.ts': 'export const mode = process.env.NODE_ENV;\n' },
    { git: false },
  );
  const builtIn = async (root: string) => (await repoCode.collect({ kind: 'repo', root }, testIo())).facts['built-in-secret'] ?? [];
  expect(await builtIn(repo.root)).toMatchObject([{ what: 'GEMINI_API_KEY', file: 'asked/vite.config.ts', line: 3 }]);
  expect(await builtIn(idle.root)).toEqual([]);
});
