/** Bytes of an environment file that are read. */
export const ENV_BYTES = 256 * 1024;

/** Values that stand for one to be filled in. */
const PLACEHOLDER =
  /^(|["']{2}|<.*>|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|x{3,}|\*{3,}|\.{3,}|(your|my|put|insert|enter|add|replace|change|example|placeholder|todo|fixme|dummy|fake|none|null|undefined|secret[_-]?here)([\s_-].*|me|[_-]?here)?)$/i;

/** True for files that hold environment values when somebody fills them: `.env`, `.env.production`, `prod.env`, `.dev.vars`, `.envrc`; not for examples. */
export function isEnvFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/(^|[.-])(example|sample|template|tpl|dist|defaults?|schema|test)([.-]|$)/.test(name)) return false;
  return /^\.env(\.[\w-]+)*$/.test(name) || /^[\w-]+\.env$/.test(name) || /^\.dev\.vars(\.[\w-]+)?$/.test(name) || name === '.envrc';
}

/** The names of variables that have a real value, in order, each once; values are never returned. Never throws. */
export function valuedNames(text: string): string[] {
  const names = new Set<string>();
  for (const line of text.slice(0, ENV_BYTES).split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_][\w.]{0,127})\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const value = /^(["'`])(.*)\1/.exec(raw)?.[2] ?? raw.replace(/\s+#.*$/, '');
    if (!PLACEHOLDER.test(value.trim())) names.add(name);
  }
  return [...names].slice(0, 200);
}
