import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { adminIn, agentIn, graphqlIn, projectIn, storeIn, zipIn } from './exposed-files.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const given = (text: string, type = 'text/html') => ({ path: '/', text, type });
const PROOFS = [adminIn, graphqlIn, projectIn, storeIn, zipIn, (each: ReturnType<typeof given>) => agentIn(each, NOW)];

const people = (...all: string[]): string =>
  `<table>${all.map((each) => `<tr><td class="x"><a href="#">${each}</a></td></tr>`).join('')}</table>`;

test.each([
  ['three customers', `<title>Admin</title>${people('ada@lovelace.io', 'bob@mail.co', 'eve@web.de')}`, 3],
  ['two customers', `<title>Admin</title>${people('ada@lovelace.io', 'bob@mail.co')}`, null],
  ['one customer, three times', `<title>Admin</title>${people('ada@lovelace.io', 'Ada@lovelace.io', 'ADA@lovelace.io')}`, null],
  ['people of a template', `<title>Admin</title>${people('m@example.com', 'olivia.martin@email.com', 'x@mail.example')}`, null],
  ['customers and a question for a password', `<h1>Admin</h1><input type="password">${people('a@b.io', 'b@b.io', 'c@b.io')}`, null],
  ['the team of a company', `<title>Our team</title>${people('a@b.io', 'b@b.io', 'c@b.io')}`, null],
  ['a login page', '<title>Admin login</title><form><input type="email"></form>', null],
  ['an app that loads its data later', '<title>Admin</title><div id="root"></div>', null],
] as const)('an admin page is told by whom it shows: %s', (_, text, shown) => {
  expect(adminIn(given(text))?.people ?? null).toBe(shown);
});

test.each([
  [
    'its password',
    { host: '203.0.113.9', username: 'deploy', password: ['Kx7m', 'Q2pL9w'].join(''), remotePath: '/srv' },
    ['the password of a server'],
  ],
  ['a key file', { host: '203.0.113.9', username: 'deploy', privateKeyPath: '~/.ssh/id_ed25519', remotePath: '/srv' }, []],
  ['a blank', { host: 'example.com', password: '', remotePath: '/srv' }, []],
  ['no upload at all', { host: '203.0.113.9' }, null],
])('the upload settings of an editor, with %s', (_, settings, grave) => {
  expect(agentIn(given(JSON.stringify(settings), 'application/json'), NOW)?.grave ?? null).toEqual(grave);
});

/** The head of a zip with one file, as `zip` writes it. */
const zip = (name: string): string => `PK\u0003\u0004\u0014${'\0'.repeat(21)}${String.fromCharCode(name.length)}\0\0\0${name}data`;

test.each([
  [zip('.env') + zip('src/server.js'), ['.env', 'src/server.js']],
  [zip('\u0001\u0002'), null],
  ['PK\u0003\u0004', null],
  ['<!doctype html>PK\u0003\u0004', null],
])('a zip is told by its first files: %j', (text, names) => {
  expect(zipIn(given(text, 'application/zip'))?.tables ?? null).toEqual(names);
});

/** What the Finder writes of a file. */
const noted = (name: string): string =>
  `\0\0\0${String.fromCharCode(name.length)}${Buffer.from(name, 'utf16le').swap16().toString('latin1')}Ilocblob`;

test.each([
  [`\0\0\0\u0001Bud1${'\0'.repeat(40)}${noted('old-site')}${noted('old-site')}${noted('dump.sql')}`, ['old-site', 'dump.sql']],
  [`\0\0\0\u0001Bud1${'\0'.repeat(40)}Iloc`, null],
  [noted('old-site'), null],
])('a .DS_Store names what lies beside it: %j', (text, names) => {
  expect(storeIn(given(text, ''))?.names ?? null).toEqual(names);
});

test.each([
  ['{"name":"shop","scripts":{},"dependencies":{"react":"19"}}', 1],
  ['{"name":"shop","version":"1.0.0"}', null],
  ['{"name":"Shop","short_name":"Shop","icons":[]}', null],
  ['{"error":"not found"}', null],
])('a project is told by its packages: %j', (text, packages) => {
  expect(projectIn(given(text, 'application/json'))?.packages ?? null).toBe(packages);
});

test.each([
  ['{"data":{"__schema":{"types":[{"name":"User"},{"name":"Int"},{"name":"__Field"}]}}}', 1],
  ['{"errors":[{"message":"GraphQL introspection is not allowed"}]}', null],
  ['{"data":null}', null],
])('GraphQL is told by its own types: %j', (text, types) => {
  expect(graphqlIn(given(text, 'application/json'))?.paths ?? null).toBe(types);
});

test('never throws, whatever the text', () => {
  const heads = fc.constantFrom('', 'PK\u0003\u0004', '\0\0\0\u0001Bud1', '<title>Admin</title>', '{"mcpServers":');
  fc.assert(
    fc.property(heads, fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('', 'text/html'), (head, text, type) => {
      for (const proof of PROOFS) proof(given(`${head}${text}`, type));
    }),
  );
});
