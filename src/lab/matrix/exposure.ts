import { madeUp } from '../made-up.ts';
import type { Route, Scenario } from '../scenario.ts';
import { type Draft, site } from './edit.ts';
import { faultsOn } from './fault.ts';

const OPENAI = `sk-proj-${madeUp('OpenAI', 36)}`;
const TOKEN = `ghp_${madeUp('GitHub', 36)}`;

/** What lies open beside the pages of a single-page app, in which every path that nobody has answers 200 with the home page. */
export const exposure = faultsOn('gritstone.test', [
  [
    'The environment file lies open, with an OpenAI and a Supabase key alone.',
    'exposure/dotenv',
    '@',
    (world) => lay(world, '', '/.env', `# production\nOPENAI_API_KEY=${OPENAI}\nSUPABASE_SERVICE_ROLE_KEY="${TOKEN.slice(4)}"\n`),
  ],
  [
    'The environment file of production lies open, as a download.',
    'exposure/dotenv',
    'app',
    (world) =>
      lay(
        world,
        'app',
        '/.env.production',
        `PORT=3000\nDATABASE_URL=postgres://app:${TOKEN.slice(9, 25)}@10.0.3.17/app\n`,
        'application/octet-stream',
      ),
  ],
  [
    'The git folder lies open.',
    'exposure/git',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/.git/config',
        `[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n[remote "origin"]\n\turl = https://ada:${TOKEN}@github.com/gritstone/app.git\n`,
        'application/octet-stream',
      ),
  ],
  [
    'A dump of the database lies open.',
    'exposure/dump',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/backup.sql',
        "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\nCREATE TABLE public.users (\n    id bigint NOT NULL,\n    email text\n);\n\nCOPY public.users (id, email) FROM stdin;\n1\tada@example.com\n\\.\n",
        'application/sql',
      ),
  ],
  [
    'A copy of the environment file lies open.',
    'exposure/dotenv',
    '@',
    (world) => lay(world, '', '/.env.bak', `RESEND_API_KEY=${TOKEN.slice(4)}\n`, 'application/octet-stream'),
  ],
  [
    'An archive of the project lies open.',
    'exposure/dump',
    'app',
    (world) => lay(world, 'app', '/backup.zip', `${zipped('.env')}${zipped('server.js')}`, 'application/zip'),
  ],
  [
    'A dump that is named after the domain lies open.',
    'exposure/dump',
    'api',
    (world) => lay(world, 'api', '/gritstone.sql', '-- MySQL dump 10.13\nINSERT INTO `users` VALUES (1);\n', 'application/octet-stream'),
  ],
  [
    'The page for admins opens without a login.',
    'exposure/admin',
    'app',
    (world) => {
      const rows = ['ada@lovelace.net', 'grace@hopper.net', 'mary@jackson.net'].map(
        (address, at) => `<tr><td>${address}</td><td><a href="/admin/users/${at + 1}/edit">Edit</a></td></tr>`,
      );
      lay(
        world,
        'app',
        '/admin',
        `<!doctype html><title>Gritstone admin</title><h1>Users</h1><table>${rows.join('')}</table>`,
        'text/html; charset=utf-8',
      );
    },
  ],
  [
    'The settings of the coding agent are published, with a key in them.',
    'exposure/agent-rules',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/.mcp.json',
        JSON.stringify({ mcpServers: { github: { command: 'npx', args: ['github-mcp'], env: { GITHUB_TOKEN: TOKEN } } } }),
        'application/json',
      ),
  ],
  [
    'The project folder is served instead of the build.',
    'exposure/project-files',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/package.json',
        JSON.stringify({ name: 'gritstone', private: true, scripts: { dev: 'vite' }, dependencies: { react: '^19.0.0' } }),
        'application/json',
      ),
  ],
  [
    'The Finder left its list of a folder.',
    'exposure/listing',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/.DS_Store',
        `\0\0\0\u0001Bud1${'\0'.repeat(32)}${noted('old-site')}${noted('dump.sql')}`,
        'application/octet-stream',
      ),
  ],
  [
    'The status page of Apache is open to everybody.',
    'exposure/debug',
    'docs',
    (world) => {
      servedBy(world, 'docs', 'Apache');
      lay(
        world,
        'docs',
        '/server-status',
        '<html><head><title>Apache Status</title></head><body><h1>Apache Server Status</h1><dl><dt>Server uptime:  3 days</dt></dl></body></html>',
        'text/html',
      );
    },
  ],
  [
    'The GraphQL server tells its types.',
    'exposure/api-docs',
    'api',
    (world) =>
      lay(
        world,
        'api',
        '/graphql',
        '{"data":{"__schema":{"types":[{"name":"Query"},{"name":"User"},{"name":"AdminInvoice"},{"name":"String"}]}}}',
        'application/json',
      ),
  ],
  [
    'The script of the home page has its source map beside it.',
    'exposure/source-map',
    '@',
    (world) => {
      const script = site(world, '').https!.find(({ path }) => path.endsWith('.js'))!;
      script.body += `\n//# sourceMappingURL=${script.path.split('/').at(-1)}.map\n`;
      const map = {
        version: 3,
        file: 'main.js',
        sources: ['../../src/main.tsx', '../../src/server/billing.ts', '../../node_modules/react/index.js'],
        sourcesContent: ['render()', 'export const charge = () => {}', ''],
        names: [],
        mappings: 'AAAA',
      };
      lay(world, '', `${script.path}.map`, JSON.stringify(map), 'application/json');
    },
  ],
  [
    'The uploads can be browsed.',
    'exposure/listing',
    'app',
    (world) =>
      lay(
        world,
        'app',
        '/uploads/',
        '<html>\r\n<head><title>Index of /uploads/</title></head>\r\n<body>\r\n<h1>Index of /uploads/</h1><hr><pre><a href="../">../</a>\r\n<a href="passport-ada.jpg">passport-ada.jpg</a>  12-Oct-2026 08:01  81233\r\n<a href="invoice-7.pdf">invoice-7.pdf</a>  02-Nov-2026 17:40  20114\r\n</pre><hr></body>\r\n</html>\r\n',
        'text/html',
      ),
  ],
  [
    'The notes for the coding agent are published.',
    'exposure/agent-rules',
    '@',
    (world) =>
      lay(
        world,
        '',
        '/CLAUDE.md',
        '# Gritstone\n\n- Never touch the billing code.\n- The test login is in the README.\n',
        'text/markdown; charset=utf-8',
      ),
  ],
  [
    'The API describes itself, admin routes included.',
    'exposure/api-docs',
    'api',
    (world) =>
      lay(
        world,
        'api',
        '/openapi.json',
        JSON.stringify({ openapi: '3.1.0', info: { title: 'FastAPI', version: '0.1.0' }, paths: { '/api/plans': {}, '/admin/users': {} } }),
        'application/json',
      ),
  ],
  [
    'phpinfo lies open on the docs host.',
    'exposure/debug',
    'docs',
    (world) => {
      servedBy(world, 'docs', 'Apache');
      lay(
        world,
        'docs',
        '/phpinfo.php',
        '<!DOCTYPE html>\n<html><head><title>PHP 8.3.6 - phpinfo()</title></head><body><h1 class="p">PHP Version 8.3.6</h1></body></html>',
        'text/html; charset=utf-8',
      );
    },
  ],
]);

/** Puts a file on a host, in front of what it answers otherwise. */
function lay(world: Draft<Scenario>, label: string, path: string, body: string, type = 'text/plain; charset=utf-8'): void {
  const file: Draft<Route> = { path, headers: { 'Content-Type': type }, body };
  site(world, label).https!.unshift(file);
}

/** Lets a host be served by a web server of its own instead of its platform. */
function servedBy(world: Draft<Scenario>, label: string, server: string): void {
  const host = site(world, label);
  host.headers = { ...host.headers, Server: server };
}

/** A file at the head of a zip, as its local header writes it (PKWARE APPNOTE 4.3.7). */
function zipped(name: string): string {
  return `PK\u0003\u0004\u0014${'\0'.repeat(21)}${String.fromCharCode(name.length)}\0\0\0${name}#`;
}

/** What the Finder writes of a file. */
function noted(name: string): string {
  return `\0\0\0${String.fromCharCode(name.length)}${Buffer.from(name, 'utf16le').swap16().toString('latin1')}Ilocblob`;
}
