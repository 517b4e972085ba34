import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import { findTarget, readTarget } from './target.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'launch-ready-target-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configure = (text: string): void => writeFileSync(join(folder, 'launch-ready.yaml'), text);

test.each([
  ['acme.com', 'acme.com', [], []],
  ['App.Acme.co.uk.', 'acme.co.uk', ['app.acme.co.uk'], []],
  ['https://acme.com/login', 'acme.com', [], ['https://acme.com/login']],
  ['acme.com/login', 'acme.com', [], ['https://acme.com/login']],
  ['acme.vercel.app', 'acme.vercel.app', [], []],
  ['www.acme.lovable.app', 'acme.lovable.app', ['www.acme.lovable.app'], []],
  ['bücher.example', 'xn--bcher-kva.example', [], []],
])('%s is the site %s', (typed, domain, hosts, urls) => {
  expect(readTarget(typed, undefined)).toMatchObject({ domain, hosts, urls });
});

test.each([
  ['vercel.app', 'an ending that many sites share'],
  ['co.uk', 'an ending that many sites share'],
  ['acme.com:8080', 'names a port'],
  ['user@acme.com', 'is not a host name'],
  ['acme', 'is not a host name, and there is no file or folder of that name here'],
  ['10.0.0.1', 'is an address'],
  ['http://[::1]/', 'is an address'],
])('%s is refused: %s', (typed, says) => {
  expect(() => readTarget(typed, undefined)).toThrow(says);
});

test('the configuration lying here serves for its own domain and for no other', () => {
  configure('domain: acme.com\ncanonical: www.acme.com\n');
  expect(findTarget('acme.com', undefined, folder)?.config.canonical).toBe('www.acme.com');
  expect(findTarget('other.com', undefined, folder)?.config).toEqual(defaultConfig());
  expect(findTarget(undefined, undefined, folder)).toMatchObject({ domain: 'acme.com', repo: folder });
});

test('a configuration that was given is used and the one lying here not even read', () => {
  configure('rolls: 3\n');
  const told = { ...defaultConfig(), domain: 'acme.com' };
  expect(findTarget(undefined, told, folder)).toMatchObject({ domain: 'acme.com', config: told });
  expect(findTarget('acme.com', told, folder)?.config).toBe(told);
  expect(() => findTarget('acme.com', undefined, folder)).toThrow(':1:1: there is no key "rolls"');
});

test('without a configuration there is nothing to be about', () => {
  expect(findTarget(undefined, undefined, folder)).toBeUndefined();
});
