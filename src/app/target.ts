import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { type Config, defaultConfig } from '../core/config.ts';
import { parseConfig } from '../core/config-file.ts';
import { UserError } from '../core/errors.ts';

/** Names a configuration may have, the first that is there counts. */
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
  /** Logs that were named outright, each with the name that reports call it by. */
  logs?: LogFile[];
  /** The environment variable with the address of a PostgreSQL that the migrations may run on. */
  replay?: string;
  config: Config;
}

/** A log: how reports call it, and the path below a folder where it lies. */
export interface LogFile {
  name: string;
  root: string;
  path: string;
}

/** Log files a person named; a UserError for one that is none. Reports call them by their path here, or by their last name. */
export function logFiles(paths: readonly string[]): LogFile[] {
  return paths.map((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw new UserError('file-unreadable', `${path} is no file that can be read.`, 'Give the path of a log, such as --logs access.log.');
    const near = relative('.', path);
    const real = realpathSync(path);
    return { name: near.startsWith('..') || isAbsolute(near) ? basename(path) : near, root: dirname(real), path: basename(real) };
  });
}

/** Reads what a person typed: a domain, a URL or a path. A path takes domain and routes from the configuration that lies there. */
export function readTarget(typed: string, config: Config | undefined): Target {
  if (looksLikePath(typed)) return pathTarget(typed, config);
  const host = hostIn(typed);
  const domain = getDomain(host, { allowPrivateDomains: true });
  if (!domain) {
    throw new UserError(
      'not-a-domain',
      `"${typed}" is an ending that many sites share, not the domain of one.`,
      `Give the whole name, such as acme.${host}.`,
    );
  }
  return {
    name: domain,
    domain,
    hosts: host === domain ? [] : [host],
    urls: typed.includes('/') ? [new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`).href] : [],
    config: config ?? defaultConfig(),
  };
}

/**
 * What a command is about: what was typed, else what the configuration given or lying here names; nothing where there is neither. The
 * configuration lying in `folder` also serves for its own domain typed outright, and for no other.
 */
export function findTarget(typed: string | undefined, told: Config | undefined, folder = '.'): Target | undefined {
  if (told !== undefined || (typed !== undefined && looksLikePath(typed))) return readTarget(typed ?? folder, told);
  const here = findConfig(folder);
  if (typed === undefined) return here && readTarget(folder, here.config);
  const read = readTarget(typed, undefined);
  return here && here.config.domain === read.domain ? { ...read, config: here.config } : read;
}

/** The configuration file of a folder, parsed; nothing where there is none. */
export function findConfig(folder: string): { config: Config; file: string } | undefined {
  const file = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  return file === undefined ? undefined : { config: parseConfig(readConfig(file), file), file };
}

/** The configuration file of a folder as it is written; nothing where there is none. */
export function readConfigText(folder: string): { file: string; text: string } | undefined {
  const file = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  return file === undefined ? undefined : { file, text: readConfig(file) };
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      'file-unreadable',
      `${file} cannot be read: ${(error as Error).message}`,
      'It must be a file that is yours to read.',
    ); // as: node:fs throws errors alone
  }
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
  const first = config.hosts[0]?.host ?? URL.parse(config.routes[0]?.url ?? '')?.hostname;
  const domain = config.domain ?? (first === undefined ? null : getDomain(first, { allowPrivateDomains: true }));
  const target: Target = { name: domain ?? 'the repository', hosts: [], urls: [], repo, config };
  return domain === null ? target : { ...target, domain };
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
  if (/^[^/@]+:\d{1,5}(\/|$)/.test(host)) throw bad('names a port; an audit looks at https and http as customers do');
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(ascii))
    throw bad(/^[\w-]+$/.test(host) ? 'is not a host name, and there is no file or folder of that name here' : 'is not a host name');
  return ascii;
}
