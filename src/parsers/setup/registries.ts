import { leavesOf } from '../leaves.ts';

/** Which names a checkout takes from a registry of its own; nobody else may hear of those. */
export interface OwnRegistries {
  /** True where names without a scope come from there too. */
  isDefault: boolean;
  /** Scopes such as `@acme`. */
  scopes: ReadonlySet<string>;
}

/** Files that say where packages of JavaScript come from, and those of Python. */
export const NPM_SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml', 'pnpm-workspace.yaml'] as const;
export const PYTHON_SETTINGS = ['pip.conf', 'pip.ini', 'requirements.txt', 'pyproject.toml', 'uv.toml', 'Pipfile'] as const;

const BYTES = 256 * 1024;
const PUBLIC_NPM = /^https?:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/?$/;
/** A package in a lockfile that came from another registry than the public ones; repositories at GitHub and JSR are none. */
const ELSEWHERE =
  /\b(?:resolved"?:?|tarball:)\s{0,4}"?https?:\/\/(?!registry\.(?:npmjs\.org|yarnpkg\.com)\/|codeload\.github\.com\/|npm\.jsr\.io\/)/;
const PYTHON_ELSEWHERE = [
  /^\s{0,8}(?:--)?(?:(?:extra-)?index-url|find-links)[ \t=]{1,4}["']?(?!https:\/\/pypi\.org\/)/m,
  /^\s{0,8}-[if][ \t]{1,4}(?!https:\/\/pypi\.org\/)/m,
  /^\s{0,8}(?:url|index|default-index)\s{0,4}=\s{0,4}["']https?:\/\/(?!pypi\.org\/)/m,
] as const;

/** The registries that some settings (paths to texts) name besides the public one of npm. Never throws. */
export function npmRegistries(settings: Iterable<readonly [string, string]>): OwnRegistries {
  const scopes = new Set<string>();
  let isDefault = false;
  const say = (scope: string | null, registry: string): void => {
    if (PUBLIC_NPM.test(registry)) return;
    if (scope === null) isDefault = true;
    else scopes.add(scope.startsWith('@') ? scope : `@${scope}`);
  };
  for (const [path, text] of settings) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (file === '.npmrc' || file === '.yarnrc')
      for (const line of text.slice(0, BYTES).split(/\r?\n/)) {
        const [, scope, registry] =
          /^\s{0,9}"?(?:(@[\w.~-]{1,100}):)?registry"?(?:\s{0,9}=\s{0,9}|\s{1,9})"?([^\s"]{1,500})/.exec(line) ?? [];
        if (registry !== undefined) say(scope ?? null, registry);
      }
    else
      for (const { path: keys, value } of leavesOf(file, text) ?? []) {
        const [last, before, first] = [keys.at(-1) ?? '', keys.at(-2) ?? '', keys[0] ?? ''];
        if (last === 'npmRegistryServer') say(first === 'npmScopes' ? before : null, value);
        else if (first === 'registries') say(last === 'default' ? null : last, value);
        else if (first === 'install' && keys[1] === 'registry' && (last === 'registry' || last === 'url')) say(null, value);
        else if (first === 'install' && keys[1] === 'scopes' && /^(?:url|https?:.*)$/.test(last === 'url' ? last : value))
          say(keys[2] ?? '', value);
      }
  }
  return { isDefault, scopes };
}

/** True for a lockfile some of whose packages came from a registry that is not public. */
export function isFromElsewhere(lock: string): boolean {
  return ELSEWHERE.test(lock);
}

/** True where a setting of pip, Poetry, uv, PDM or Pipenv names another index than PyPI. */
export function namesOtherIndex(text: string): boolean {
  return PYTHON_ELSEWHERE.some((sign) => sign.test(text.slice(0, BYTES)));
}
