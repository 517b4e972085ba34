import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { type Config, defaultConfig } from '../core/config.ts';
import { parseConfig } from '../core/config-file.ts';
import { UserError } from '../core/errors.ts';

export const CONFIG_FILES = ['launch-ready.yaml', 'launch-ready.yml', 'launch-ready.json'] as const;

/** What an audit is of: a site, a checkout, or both. */
export interface Target {
  /** How the report names it. */
  name: string;
  domain?: string;
  /** Hosts and URLs that were named outright. */
  hosts: string[];
  urls: string[];
  repo?: string;
  config: Config;
}

/** Reads what a person typed: a domain, a URL or a path. A path takes domain and routes from the configuration that lies there. */
export function readTarget(typed: string, config: Config | undefined): Target {
  if (looksLikePath(typed)) return pathTarget(typed, config);
  const host = hostIn(typed);
  const domain = getDomain(host, { allowPrivateDomains: true });
  if (!domain) {
    throw new UserError(
      'not-a-domain',
      `"${typed}" is neither a domain, a URL nor a folder.`,
      'Try `launch-ready audit acme.com`, `https://acme.com/login` or `.`',
    );
  }
  const settings = config ?? defaultConfig();
  return {
    name: domain,
    domain,
    hosts: host === domain ? [] : [host],
    urls: /^https?:\/\//i.test(typed) ? [new URL(typed).href] : [],
    config: settings,
  };
}

/** The configuration file of a folder, parsed; nothing where there is none. */
export function findConfig(folder: string): { config: Config; file: string } | undefined {
  const file = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  return file ? { config: parseConfig(readFileSync(file, 'utf8'), file), file } : undefined;
}

function looksLikePath(typed: string): boolean {
  if (/^(\.{1,2}|~)?(\/|$)/.test(typed) || typed === '.') return true;
  return !typed.includes('.') && existsSync(typed) && statSync(typed).isDirectory();
}

function pathTarget(typed: string, told: Config | undefined): Target {
  const repo = resolve(typed);
  if (!existsSync(repo) || !statSync(repo).isDirectory()) {
    throw new UserError('no-such-folder', `There is no folder ${typed}.`, 'Give a domain such as acme.com, or the folder of a checkout.');
  }
  const config = told ?? findConfig(repo)?.config ?? defaultConfig();
  const target: Target = { name: config.domain ?? 'the repository', hosts: [], urls: [], repo, config };
  return config.domain ? { ...target, domain: config.domain } : target;
}

function hostIn(typed: string): string {
  const bad = (why: string): UserError =>
    new UserError('not-a-domain', `"${typed}" ${why}.`, 'Give a domain such as acme.com, or a URL such as https://acme.com/login.');
  let host = typed;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) {
    const url = URL.parse(typed);
    if (!url || !/^https?:$/.test(url.protocol)) throw bad('is not an http or https address');
    host = url.hostname;
  }
  const ascii = domainToASCII(host.replace(/\.$/, '').split('/')[0] ?? '').toLowerCase();
  if (/^\[|^[\d.]+$/.test(ascii)) throw bad('is an address; an audit needs the name customers use');
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(ascii)) throw bad('is not a host name');
  return ascii;
}
