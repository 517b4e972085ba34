import { asRecord, parseJsonc } from './setup/jsonc.ts';

/** A route that a clock calls, as a file of settings names it. */
export interface Clocked {
  method: 'GET' | 'POST';
  path: string;
}

const MOST = 100;
const LETTERS = 500_000;
const VERCEL = /(^|\/)vercel\.json$/;
const WORKFLOW = /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const MIGRATION = /(^|\/)(migrations|supabase)\/.*\.sql$/;

/** True for a file that may say which routes a clock calls. */
export function namesClocks(file: string): boolean {
  return VERCEL.test(file) || WORKFLOW.test(file) || MIGRATION.test(file);
}

/**
 * The routes that a clock calls: crons of Vercel (https://vercel.com/docs/cron-jobs), requests of pg_cron with pg_net
 * (https://supabase.com/docs/guides/cron), and curl in GitHub workflows with a schedule. Never throws.
 */
export function clocksIn(file: string, text: string): Clocked[] {
  if (text.length > LETTERS) return [];
  if (VERCEL.test(file)) return ofVercel(text);
  if (WORKFLOW.test(file)) return ofWorkflow(text);
  return MIGRATION.test(file) ? ofDatabase(text) : [];
}

function ofVercel(text: string): Clocked[] {
  const crons = asRecord(parseJsonc(text))?.['crons'];
  return (Array.isArray(crons) ? crons : []).slice(0, MOST).flatMap((each): Clocked[] => {
    const path = asRecord(each)?.['path'];
    return typeof path === 'string' ? clocked('GET', path) : [];
  });
}

function ofWorkflow(text: string): Clocked[] {
  if (!/^\s{0,8}schedule\s?:/m.test(text)) return [];
  const calls = text.matchAll(
    /\bcurl\b[^\n]{0,400}?(?:https?:\/\/[\w.:-]{1,200}|\$\{\{[^}\n]{1,100}\}\}|\$\{?\w{1,80}\}?)(\/[\w./-]{1,200})/g,
  );
  return [...calls]
    .slice(0, MOST)
    .flatMap((call) => clocked(/-X\s?['"]?POST|--request[ =]POST|\s(-d|--data)\b/.test(call[0]) ? 'POST' : 'GET', call[1]!)); // !: the group is no option
}

function ofDatabase(text: string): Clocked[] {
  const bare = text.replaceAll(/--[^\n]{0,2000}/g, '');
  if (!/\bcron\s?\.\s?schedule\b/i.test(bare)) return [];
  const calls = bare.matchAll(/\bnet\s?\.\s?http_(post|get)\b[^;]{0,400}?'(?:https?:\/\/[\w.:-]{1,200})?(\/[\w./-]{1,200})[?']/gi);
  return [...calls].slice(0, MOST).flatMap((call) => clocked(call[1]!.toLowerCase() === 'get' ? 'GET' : 'POST', call[2]!)); // !: the groups are no options
}

function clocked(method: Clocked['method'], path: string): Clocked[] {
  const bare = path.replace(/[?#][\s\S]*$/, '').replace(/\/$/, '');
  return bare.startsWith('/') ? [{ method, path: bare }] : [];
}

/**
 * The functions that netlify.toml has a clock run: nobody else can call them
 * (https://docs.netlify.com/build/functions/scheduled-functions/). Never throws.
 */
export function netlifyScheduled(text: string): Set<string> {
  const sections = text
    .slice(0, LETTERS)
    .matchAll(/^\s{0,8}\[functions\.(?:"([^"\n]{1,100})"|([\w-]{1,100}))\][ \t\r]{0,8}((?:\n(?!\s{0,8}\[)[^\n]{0,1000}){1,100})/gm);
  return new Set(
    [...sections].flatMap(([, quoted, bare, body = '']) => (/^\s{0,8}schedule\s{0,8}=/m.test(body) ? (quoted ?? bare ?? []) : [])),
  );
}

/** Whether a clock calls a route: one of its path and method, or of its path where none has the method. */
export function isClocked(
  route: { path: string; method: string },
  { routes, clocks }: { routes: readonly { path: string; method: string }[]; clocks: readonly Clocked[] },
): boolean {
  return clocks.some(
    ({ path, method }) =>
      path === route.path && (route.method === method || !routes.some((each) => each.path === path && each.method === method)),
  );
}
