import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { apiIn, debugIn, dotenvIn, dumpIn, gitIn, listingIn, rulesIn } from './exposed-proof.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const SPA = '<!doctype html>\n<title>Always be coaching</title>\n<p>You never need a cursor.</p><script src="/assets/index.js"></script>';
const given = (path: string, text: string, type = 'text/plain') => ({ path, text, type });
const PROOFS = [(each: ReturnType<typeof given>) => dotenvIn(each, NOW), gitIn, dumpIn, listingIn, rulesIn, apiIn, debugIn];

describe('a catch-all proves nothing', () => {
  test.each([
    ['the home page of a single-page app', SPA, 'text/html'],
    ['the home page, called plain text', SPA, 'text/plain'],
    ['the home page without a type', `\n  ${SPA}`, ''],
    ['an error in JSON', '{"error":"not found","openapi":true}', 'application/json'],
    ['an error in JSON, called plain text', '{"statusCode":404,"message":"Cannot GET /.env"}', 'text/plain'],
    ['an error in plain text', 'Not found\n', 'text/plain'],
    ['an error with a colon', 'Error: NoSuchKey\nRequest: 8f3e\n', 'text/plain'],
    ['a script', 'const OPENAI_API_KEY="";', 'text/javascript'],
    ['nothing', '', ''],
  ])('%s', (_, text, type) => {
    for (const proof of PROOFS) expect(proof(given('/.env', text, type))).toBeNull();
  });
});

describe('an environment file', () => {
  const key = ['sk', 'proj', alnum(40)].join('-');
  test('counts with nothing but keys of today in it', () => {
    expect(dotenvIn(given('/.env', `# live\nOPENAI_API_KEY=${key}\nSUPABASE_SERVICE_ROLE_KEY='${alnum(36)}'\n`), NOW)).toEqual({
      grave: ['OPENAI_API_KEY', 'SUPABASE_SERVICE_ROLE_KEY'],
      mild: [],
      blank: 0,
    });
  });
  test('tells a secret by its value under any name, and never keeps it', () => {
    const proof = dotenvIn(given('/.env', `export MODEL=gpt-5.1-mini-latest\nHELPER=${key}\n`), NOW);
    expect(proof).toMatchObject({ grave: ['HELPER'], mild: ['MODEL'] });
    expect(JSON.stringify(proof)).not.toContain(key.slice(10, 20));
  });
  test('of placeholders alone holds nothing', () => {
    expect(dotenvIn(given('/.env', 'OPENAI_API_KEY=your-key-here\nSTRIPE_SECRET_KEY=\nDATABASE_URL=""\n'), NOW)).toEqual({
      grave: [],
      mild: [],
      blank: 3,
    });
  });
  test('of settings for the browser is no secret', () => {
    expect(dotenvIn(given('/.env', 'VITE_API_URL=https://api.acme.com\r\n', 'application/octet-stream'), NOW)).toMatchObject({
      grave: [],
      mild: ['VITE_API_URL'],
    });
  });
});

test.each([
  [
    '[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = git@github.com:acme/app.git\n',
    { remote: 'github.com/acme/app.git', key: false },
  ],
  ['[core]\n\tbare = false\n', { remote: null, key: false }],
  ['[core]\nfilemode = true\n[remote "o"]\nurl = https://x:' + alnum(20) + '@gitlab.com/a/b\n', { remote: 'gitlab.com/a/b', key: true }],
  ['[package]\nname = "core"\n', null],
])('a git configuration is told by [core]: %j', (text, wanted) => {
  expect(gitIn(given('/.git/config', text))).toEqual(wanted);
});

test.each([
  ['-- PostgreSQL database dump\n\nCREATE TABLE public.users (\n', { tool: 'PostgreSQL', tables: ['public.users'], rows: false }],
  ['-- MySQL dump 10.13\nINSERT INTO `orders` VALUES (1);\n', { tool: 'MySQL', tables: ['orders'], rows: true }],
  ['/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n', { tool: 'MariaDB', tables: [], rows: false }],
  [
    'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF NOT EXISTS "notes" (id);\n',
    { tool: 'SQLite', tables: ['notes'], rows: false },
  ],
  ['COPY public.users (id, email) FROM stdin;\n1\tada@example.com\n', { tool: 'SQL', tables: ['public.users'], rows: true }],
  ['INSERT INTO "users" ("id") VALUES (1);\n', { tool: 'SQL', tables: ['users'], rows: true }],
  ['Insert into your calendar: the meeting.\n', null],
  ['Copy this text and create tables at home.\n', null],
])('a dump is told by its head: %j', (text, wanted) => {
  expect(dumpIn(given('/dump.sql', text, 'application/sql'))).toEqual(wanted);
});

test.each([
  ['<title>Index of /uploads/</title><a href="../">../</a><a href="a.pdf">a.pdf</a>', { entries: 1, names: ['a.pdf'] }],
  ['<title>Directory listing for /uploads/</title><a href="a.pdf">a</a><a href="b/">b</a>', { entries: 2, names: ['a.pdf', 'b/'] }],
  ['<title>listing directory /uploads/</title><a href="/uploads/a.pdf" title="a.pdf">a.pdf</a>', { entries: 1, names: ['a.pdf'] }],
  ['<title>Index of /uploads/</title><a href="../">../</a>', null],
  ['<title>Index of prices</title><a href="a.pdf">a.pdf</a>', null],
  ['<title>Uploads</title><a href="a.pdf">a.pdf</a>', null],
])('a listing is told by its head and its links: %j', (text, wanted) => {
  expect(listingIn(given('/uploads/', text, 'text/html'))).toEqual(wanted);
});

test.each([
  ['# Rules\n\nAlways run the tests.\n', 'text/markdown', 'Rules'],
  ['You are an expert in TypeScript and React.\n', '', 'You are an expert in TypeScript and React.'],
  ['always never cursor, and so on in one line', 'text/plain', undefined],
  ['# Rules\n\nAlways run the tests.\n', 'text/html', undefined],
])('notes for an agent are text with headings: %j as %s', (text, type, heading) => {
  expect(rulesIn(given('/CLAUDE.md', text, type))?.heading).toBe(heading);
});

test('an API description names the paths that look internal', () => {
  const text = JSON.stringify({ swagger: '2.0', info: { title: 'Shop' }, paths: { '/plans': {}, '/internal/seed': {}, '/admin': {} } });
  expect(apiIn(given('/swagger.json', text, 'application/json'))).toEqual({ title: 'Shop', paths: 3, names: ['/internal/seed', '/admin'] });
});

test.each([
  ['<title>PHP 8.3.6 - phpinfo()</title>', 'phpinfo'],
  ["<p>You're seeing this error because you have <code>DEBUG = True</code> in your Django settings file.</p>", 'Django with DEBUG = True'],
  ['<script type="module" src="/@vite/client"></script>', 'the development server of Vite'],
  ['<p>Our course explains phpinfo() and DEBUG = True.</p>', null],
])('a debugging page is told by its own words: %j', (text, wanted) => {
  expect(debugIn(given('/', text, 'text/html'))).toBe(wanted);
});

test('never throws, whatever the text', () => {
  const types = fc.constantFrom('', 'text/plain', 'text/html', 'application/json', 'application/sql');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), types, fc.constantFrom('/.env', '/uploads/', '/'), (text, type, path) => {
      for (const proof of PROOFS) proof(given(path, text, type));
    }),
  );
});
