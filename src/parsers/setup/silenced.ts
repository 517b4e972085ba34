import { asRecord, parseJsonc } from './jsonc.ts';

/** A place where a failing build or test is made to look well. */
export interface Silenced {
  line: number;
  what: string;
  /** A linter alone: its complaints break nothing for customers. */
  lintOnly: boolean;
}

const CHECKS =
  /\b(?:tsc|vue-tsc|svelte-check|astro check|vitest|jest|mocha|playwright test|cypress run|(?:next|vite|nuxt|nuxi|astro|remix|turbo|webpack|ng|tsup|react-router) build|(?:npm|pnpm|yarn|bun)(?: run)? (?:build|test|typecheck|type-check|check|ci)|prisma migrate deploy|supabase db push|drizzle-kit migrate)\b/;
const LINTS = /\b(?:eslint|oxlint|biome|prettier|stylelint|next lint|(?:npm|pnpm|yarn|bun)(?: run)? lint)\b/;
/** A script by its name: what it does must be right before anybody gets the product. */
const SCRIPTS =
  /^(?:pre|post)?(?:build|test|typecheck|type-check|check|ci|deploy|vercel-build|heroku-postbuild|lint)(?:[:-][\w:-]{1,40})?$/;

/** The check whose failure a shell command throws away by ending in `|| true` or the like; null where it does not. */
export function silencedCommand(command: string): { what: string; lintOnly: boolean } | null {
  for (const line of command.slice(0, 20_000).split('\n')) {
    const [, before] =
      /^([^#]{1,1000}?)(?:\|\|\s{0,9}(?:true|:|exit 0|echo\b[^&|;]{0,200})|;\s{0,9}(?:true|exit 0))$/.exec(line.trim()) ?? [];
    const last = before
      ?.split(/&&|;|\|\|/)
      .at(-1)
      ?.trim();
    if (last === undefined) continue;
    if (CHECKS.test(last)) return { what: line.trim(), lintOnly: false };
    if (LINTS.test(last)) return { what: line.trim(), lintOnly: true };
  }
  return null;
}

/** Scripts of a package.json, the build of netlify.toml and vercel.json, and layers of a Dockerfile that go on after a failure. Never throws. */
export function silencedIn(path: string, text: string): Silenced[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lineOf = (what: string): number => text.slice(0, Math.max(0, text.indexOf(what))).split('\n').length;
  const judged = (key: string, command: unknown): Silenced[] => {
    const silenced = typeof command === 'string' ? silencedCommand(command) : null;
    return silenced ? [{ line: lineOf(key), what: silenced.what.slice(0, 200), lintOnly: silenced.lintOnly }] : [];
  };
  if (name === 'package.json')
    return Object.entries(asRecord(asRecord(parseJsonc(text))?.['scripts']) ?? {}).flatMap(([key, command]) =>
      SCRIPTS.test(key) ? judged(`"${key}"`, command) : [],
    );
  if (name === 'vercel.json') return judged('"buildCommand"', asRecord(parseJsonc(text))?.['buildCommand']);
  const commands =
    name === 'netlify.toml'
      ? text.matchAll(/^\s{0,8}command\s{0,8}=\s{0,8}["']([^\n]{1,1000})["']\s*$/gm)
      : /^(?:[\w.-]+\.)?Dockerfile/.test(name)
        ? text.matchAll(/^\s{0,8}RUN\s([^\n]{1,2000})$/gm)
        : [];
  return [...commands].slice(0, 100).flatMap((match) => judged(match[0], match[1]));
}
