import { leavesOf } from '../leaves.ts';
import { asRecord, parseJsonc } from './jsonc.ts';

/** A package of PyPI that a file asks for, by its normal name (PEP 503). */
export interface PythonName {
  name: string;
  line: number;
}

/** Lockfiles of Python: Poetry, uv, PDM and Pipenv. */
export const PYTHON_LOCK = /(^|\/)(poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|pylock\.toml)$/;
/** Files that ask for packages. */
export const PYTHON_MANIFEST = /(^|\/)(requirements[\w.-]{0,40}\.txt|requirements\/[\w.-]{1,40}\.txt|pyproject\.toml)$/;

const LINES = 5_000;
/** PEP 508: a name, extras, then a version, a marker or the end; `@` is an address. */
const REQUIREMENT = /^\s{0,9}([A-Za-z0-9](?:[\w.-]{0,98}[A-Za-z0-9])?)\s{0,9}(?:\[[^\]]{0,200}\])?\s{0,9}(?:$|[<>=!~;,#(])/;

/** Packages that a requirements file or pyproject.toml asks PyPI for and whose files it does not name by hash. Never throws. */
export function pythonNames(path: string, text: string): PythonName[] {
  const asked = path.endsWith('.toml') ? inProject(path, text) : inRequirements(text);
  return asked.flatMap(({ name, line }) => {
    const found = REQUIREMENT.exec(name)?.[1];
    return found === undefined ? [] : [{ name: normal(found), line }];
  });
}

/** The packages that a lockfile holds; null where it cannot be read. Never throws. */
export function pythonLocked(path: string, text: string): string[] | null {
  if (!path.endsWith('Pipfile.lock'))
    return text.split('\n').flatMap((line) => {
      const name = /^name = "([\w.-]{1,200})"/.exec(line.slice(0, 300))?.[1];
      return name === undefined ? [] : [normal(name)];
    });
  const lock = asRecord(parseJsonc(text));
  return lock && ['default', 'develop'].flatMap((section) => Object.keys(asRecord(lock[section]) ?? {}).map(normal));
}

function inRequirements(text: string): PythonName[] {
  // A line goes on after a backslash; hashes stand there.
  const lines = text.replaceAll(/\\\r?\n/g, '\\ ').split(/\r?\n/);
  let line = 1;
  return lines.slice(0, LINES).flatMap((each) => {
    const at = line;
    line += 1 + each.split('\\ ').length - 1;
    const bare = each.slice(0, 1_000).replace(/\s#.{0,1000}$/, '');
    return /--hash=|^\s{0,9}[-#]|:\/\//.test(bare) ? [] : [{ name: bare, line: at }];
  });
}

function inProject(path: string, text: string): PythonName[] {
  const leaves = leavesOf(path, text) ?? [];
  const elsewhere = new Set(leaves.flatMap(({ path: keys }) => (keys[1] === 'uv' && keys[2] === 'sources' ? normal(keys[3] ?? '') : [])));
  return leaves
    .flatMap(({ path: keys, value, line }) => {
      const [first, second, third] = keys;
      const isListed =
        (first === 'project' && (second === 'dependencies' || second === 'optional-dependencies')) ||
        (first === 'dependency-groups' && keys.at(-1) !== 'include-group');
      if (isListed) return [{ name: value, line }];
      const at = first === 'tool' && second === 'poetry' ? keys.indexOf('dependencies') : -1;
      if (at === -1 || third === 'source') return [];
      // A table of Poetry may name a path, a repository or a source.
      const isVersion = keys.length === at + 2 || keys[at + 2] === 'version';
      const others = leaves.some(({ path: own }) => own[at + 1] === keys[at + 1] && /^(?:path|git|url|source)$/.test(own[at + 2] ?? ''));
      return isVersion && !others && keys[at + 1] !== 'python' ? [{ name: keys[at + 1] ?? '', line }] : [];
    })
    .filter(({ name }) => !elsewhere.has(normal(REQUIREMENT.exec(name)?.[1] ?? name)));
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
