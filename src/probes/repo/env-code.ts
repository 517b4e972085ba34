import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { EnvHelperCall } from '../../parsers/env-helpers.ts';
import { readTokenUsage, tokenLanguageOf } from '../../parsers/env-languages.ts';
import type { EnvUsage } from '../../parsers/env-usage.ts';
import { codeReader } from './code-reader.ts';
import { readText } from './list.ts';
import type { Package } from './packages.ts';

/** Files of code, and those that a build or somebody else wrote. */
export const CODE = /\.([cm]?[jt]sx?|vue|svelte|astro)$/;
export const GENERATED = /(^|\/)(dist|build|out|vendor|coverage|\.output|\.vercel|\.svelte-kit)\/|\.min\.js$|\.d\.[cm]?ts$/;
/** Files of code that are parsed, the largest, and the time for all of them, ms. */
const CODE_FILES = 8_000;
const CODE_BYTES = 1_000_000;
const PATIENCE = 25_000;

/** What each file of code reads, and what could not be looked at. */
export interface CodeUsage {
  files: { file: string; usage: EnvUsage }[];
  /** Files that are no code for the parser. */
  unread: string[];
  /** Files that are too large, or for which there was no time. */
  skipped: string[];
}

/** Reads the code of a checkout: JavaScript and its kin in a process of their own, other languages here; helpers are followed from file to file. */
export async function readCode(
  root: string,
  { files, packages, signal }: { files: readonly string[]; packages: readonly Package[]; signal: AbortSignal },
): Promise<CodeUsage> {
  const code = files.filter((path) => (CODE.test(path) || tokenLanguageOf(path) !== null) && !GENERATED.test(path));
  const seen: CodeUsage = { files: [], unread: [], skipped: code.slice(CODE_FILES) };
  const until = performance.now() + PATIENCE;
  const later: string[] = [];
  await using reader = codeReader(signal);
  const read = async (file: string, wanted: RegExp): Promise<boolean> => {
    signal.throwIfAborted();
    if (performance.now() > until + Math.min(reader.waited(), PATIENCE)) return seen.skipped.push(file) > 0;
    const text = await readText(root, file, CODE_BYTES);
    if (text === null) {
      const size = (await lstat(join(root, file)).catch(() => null))?.size ?? 0;
      return size > CODE_BYTES && seen.skipped.push(file) > 0;
    }
    if (!wanted.test(text)) return false;
    const language = tokenLanguageOf(file);
    const usage = language === null ? await reader.variables(file, text) : readTokenUsage(text, language);
    if (!usage.parsed) seen.unread.push(file);
    return seen.files.push({ file, usage }) > 0;
  };
  for (const file of code.slice(0, CODE_FILES)) if (!(await read(file, /env|settings|decouple/i))) later.push(file);
  const names = [...new Set(seen.files.flatMap(({ usage }) => usage.helpers.map(({ name }) => name)))].filter((name) =>
    /^[A-Za-z_$][\w$]{2,60}$/.test(name),
  );
  // A file may call a helper without a word of the environment in it.
  if (names.length > 0) {
    const calls = new RegExp(
      String.raw`\b(?:${names
        .slice(0, 100)
        .map((name) => name.replaceAll('$', String.raw`\$`))
        .join('|')})\s{0,4}[(<]`,
    );
    for (const file of later) await read(file, calls);
  }
  followHelpers(seen.files, packages);
  return seen;
}

/** Turns calls of a helper in another file into reads. */
function followHelpers(files: CodeUsage['files'], packages: readonly Package[]): void {
  const helpers = Map.groupBy(
    files.flatMap(({ file, usage }) => usage.helpers.map((helper) => ({ file, helper }))),
    ({ helper }) => helper.name,
  );
  if (helpers.size === 0) return;
  const all = [...helpers.values()].flat();
  for (const { file, usage } of files) {
    for (const call of usage.calls) {
      const candidates = call.helper === 'default' ? all : (helpers.get(call.helper) ?? []);
      const found = candidates.find(
        (each) => each.helper.argument === call.argument && leadsTo(call, file, { target: each.file, packages }),
      );
      if (!found) continue;
      usage.reads.push({ name: call.name, line: call.line, optional: call.optional || found.helper.optional });
    }
  }
}

function leadsTo({ from }: EnvHelperCall, file: string, { target, packages }: { target: string; packages: readonly Package[] }): boolean {
  if (file === target) return false;
  if (from === null) return tokenLanguageOf(file) === tokenLanguageOf(target);
  const bare = target.replace(/(?:\/index)?\.[\w.]{1,12}$/, '');
  const wanted = from.replace(/(?:\/index)?\.(?:[cm]?[jt]sx?)$/, '');
  if (from.startsWith('.')) {
    const path = posix.join(posix.dirname(file), wanted);
    return bare === path || target.startsWith(`${path}/`);
  }
  const alias = /^(?:@|~|#|\$lib|src)\/(.{1,200})$/.exec(wanted)?.[1];
  if (alias !== undefined && (bare === alias || bare.endsWith(`/${alias}`) || `/${target}`.includes(`/${alias}/`))) return true;
  const home = packages.find(({ name }) => name !== '' && (from === name || from.startsWith(`${name}/`)));
  return home !== undefined && target.startsWith(home.folder === '' ? '' : `${home.folder}/`);
}
