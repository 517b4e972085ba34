import { closeOf } from './code-token-shape.ts';
import type { Token } from './code-tokens.ts';
import type { EnvRead } from './env-usage.ts';

const NAME = /^[A-Za-z_]\w{0,199}$/;

/**
 * The fields of pydantic's settings classes: `database_url: str` is DATABASE_URL, with the class's `env_prefix`, or as `alias` says. A field
 * with a value is optional. Source: pydantic-settings' guide, 2026-11.
 */
export function settingsClasses(tokens: readonly Token[]): EnvRead[] {
  return tokens.flatMap(({ text, indent }, at) => {
    if (text !== 'class' || indent < 0) return [];
    const head = tokens.slice(at, at + 40).findIndex((each) => each.text === ':' && each.is === 'sign');
    const colon = at + head;
    if (
      head === -1 ||
      !tokens.slice(at, colon).some((each) => /^(?:BaseSettings|\w{0,60}Settings)$/.test(each.text) && each !== tokens[at + 1])
    )
      return [];
    let end = colon + 1;
    while (end < tokens.length && !(tokens[end]!.indent >= 0 && tokens[end]!.indent <= indent)) end += 1;
    return fields(tokens.slice(colon + 1, end));
  });
}

function fields(body: readonly Token[]): EnvRead[] {
  const prefixAt = body.findIndex(({ text }, at) => text === 'env_prefix' && body[at + 1]?.text === '=');
  const prefix = prefixAt === -1 ? '' : (body[prefixAt + 2]?.text ?? '');
  const depth = body.find(({ indent }) => indent >= 0)?.indent;
  const starts = body.flatMap(({ indent }, at) => (indent === depth ? [at] : []));
  return starts.flatMap((at, index): EnvRead[] => {
    const field = body.slice(at, starts[index + 1]);
    const [name, colon] = field;
    if (name?.is !== 'name' || colon?.text !== ':' || /^(?:_|model_config$)/.test(name.text) || name.text === 'class') return [];
    const equals = field.findIndex(({ is, text }) => is === 'sign' && text === '=');
    const given = equals === -1 ? [] : field.slice(equals + 1);
    // Settings within settings have names of their own.
    if (field.some(({ text }) => text === 'ClassVar') || /(?:Settings|Config)$/.test(given[0]?.text ?? '')) return [];
    const aliasAt = given.findIndex(({ text }, next) => /^(?:alias|validation_alias|env)$/.test(text) && given[next + 1]?.text === '=');
    const alias = aliasAt === -1 ? undefined : given.slice(aliasAt + 2, aliasAt + 6).find(({ is }) => is === 'text')?.text;
    const shown = alias ?? `${prefix}${name.text}`.toUpperCase();
    return NAME.test(shown) ? [{ name: shown, line: name.line, optional: given.length > 0 && !isFieldWithout(given) }] : [];
  });
}

/** `Field(...)`, `Field(alias="X")`: no value. */
function isFieldWithout(given: readonly Token[]): boolean {
  if (given[0]?.text !== 'Field') return false;
  if (given.some(({ text }, at) => /^(?:default|default_factory)$/.test(text) && given[at + 1]?.text === '=')) return false;
  return given[2]?.text === '...' || given[2]?.text === ')' || given[3]?.text === '=';
}

/** `environ.Env(DEBUG=(bool, False))` gives each of its names a value. */
export function djangoDefaults(tokens: readonly Token[]): EnvRead[] {
  const at = tokens.findIndex(
    ({ text }, next) => /^(?:Env|FileAwareEnv)$/.test(text) && tokens[next + 1]?.text === '(' && tokens[next + 3]?.text === '=',
  );
  if (at === -1) return [];
  const reads: EnvRead[] = [];
  let depth = 0;
  for (let next = at + 1; next < tokens.length && next < at + 1_000; next += 1) {
    const { is, text, line } = tokens[next]!;
    if (is === 'sign' && /^[([{]$/.test(text)) depth += 1;
    if (is === 'sign' && /^[)\]}]$/.test(text)) depth -= 1;
    if (depth === 0) break;
    if (depth === 1 && is === 'name' && NAME.test(text) && tokens[next + 1]?.text === '=') reads.push({ name: text, line, optional: true });
  }
  return reads;
}

const TAG = /^(?:[\w-]{1,40}:"(?:[^"\\\n]|\\.){0,300}"\s{0,8}){1,20}$/;

/** Struct tags of Go: `env:"X,required"`, `envconfig:"X" required:"true"`, `envDefault:"1"`. Without a mark a field may stay empty. */
export function structTags(tokens: readonly Token[]): EnvRead[] {
  const at = tokens.findIndex(
    ({ text }, next) => text === 'Process' && tokens[next - 2]?.text === 'envconfig' && tokens[next + 1]?.text === '(',
  );
  const prefix = at !== -1 && tokens[at + 2]?.is === 'text' && tokens[at + 2]!.text !== '' ? `${tokens[at + 2]!.text.toUpperCase()}_` : '';
  return tokens.flatMap(({ is, text, line }) => {
    if (is !== 'text' || !/\b(?:env|envconfig):"/.test(text) || text.length > 2_000 || !TAG.test(text)) return [];
    const tag = (name: string): string | undefined => new RegExp(String.raw`(?:^|\s)${name}:"([^"\n]{0,300})"`).exec(text)?.[1];
    const config = tag('envconfig');
    const [name = '', ...marks] = (config ?? tag('env') ?? '').split(',').map((each) => each.trim());
    const isRequired = marks.some((mark) => /^(?:required|notEmpty)$/.test(mark)) || tag('required') === 'true';
    const hasDefault = tag('envDefault') !== undefined || tag('default') !== undefined || marks.some((mark) => mark.startsWith('default='));
    return NAME.test(name)
      ? [{ name: config === undefined ? name : `${prefix}${name.toUpperCase()}`, line, optional: !isRequired || hasDefault }]
      : [];
  });
}

/** clap's `#[arg(long, env = "X", default_value = "1")]`. */
export function clapArguments(tokens: readonly Token[]): EnvRead[] {
  return tokens.flatMap(({ text }, at) => {
    const isAttribute = text === '#' && tokens[at + 1]?.text === '[' && /^(?:arg|clap)$/.test(tokens[at + 2]?.text ?? '');
    if (!isAttribute) return [];
    const end = closeOf(tokens, at + 2);
    const inner = tokens.slice(at, end);
    const env = inner.findIndex((each, index) => each.text === 'env' && inner[index + 1]?.text === '=' && inner[index + 2]?.is === 'text');
    const name = inner[env + 2];
    if (env === -1 || !name || !NAME.test(name.text)) return [];
    const isOption = tokens.slice(end, end + 6).some((each) => each.text === 'Option');
    return [{ name: name.text, line: name.line, optional: isOption || inner.some((each) => each.text.startsWith('default_value')) }];
  });
}
