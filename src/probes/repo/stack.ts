import { type Role, ROLES, SIGNS } from './stack-signs.ts';

/** A part of the stack, and the file that shows it: `package.json: next`, or a path. */
export interface Sign {
  role: Role;
  name: string;
  from: string;
}

/** What one package.json says of itself. */
export interface Manifest {
  path: string;
  /** Names of all its dependencies. */
  names: readonly string[];
  /** Its own name; empty where it has none. */
  name: string;
  packageManager: string;
  workspaces: boolean;
}

/** What v0 calls each project that it exports. */
const V0_NAME = 'my-v0-project';

const MANAGERS = [
  ['npm', /(^|\/)(package-lock|npm-shrinkwrap)\.json$/],
  ['pnpm', /(^|\/)pnpm-lock\.yaml$/],
  ['Yarn', /(^|\/)yarn\.lock$/],
  ['Bun', /(^|\/)bun\.lockb?$/],
  ['Deno', /(^|\/)deno\.lock$/],
] as const satisfies readonly (readonly [string, RegExp])[];

/**
 * What a checkout is built with, each part once with the nearest file that shows it; sorted by role and name. `manifests` come nearest to
 * the root first. Pure: names of files and of dependencies alone, nothing is guessed from the text of code.
 */
export function detectStack(files: readonly string[], manifests: readonly Manifest[]): Sign[] {
  const near = files.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const signs = SIGNS.flatMap(({ role, name, packages = [], file }): Sign[] => {
    const path = file && near.find((each) => file.test(each));
    if (path !== undefined) return [{ role, name, from: path }];
    for (const manifest of manifests) {
      const used = packages.find((each) => manifest.names.includes(each));
      if (used !== undefined) return [{ role, name, from: `${manifest.path}: ${used}` }];
    }
    return [];
  });
  const v0 = manifests.find(({ name }) => name === V0_NAME);
  const all: Sign[] = [
    ...signs,
    ...(v0 ? [{ role: 'assistant' as const, name: 'v0', from: `${v0.path}: name` }] : []),
    ...managers(near, manifests),
    ...layout(near, manifests),
  ];
  return all.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** What package.json says, else the lock files of the root, else those further down; several are several. */
function managers(near: readonly string[], manifests: readonly Manifest[]): Sign[] {
  const told = manifests.find(({ packageManager }) => packageManager !== '');
  const word = /^(npm|pnpm|yarn|bun|deno)@/.exec(told?.packageManager ?? '')?.[1];
  const named = MANAGERS.find(([name]) => name.toLowerCase() === word)?.[0];
  if (told && named !== undefined) return [{ role: 'packages', name: named, from: `${told.path}: packageManager` }];
  const locks = near.flatMap((path) =>
    MANAGERS.flatMap(([name, lock]) => (lock.test(path) ? [{ role: 'packages' as const, name, from: path }] : [])),
  );
  const nearest = locks.filter(({ from }) => depth(from) === depth(locks[0]?.from ?? ''));
  return nearest.filter(({ name }, at) => nearest.findIndex((each) => each.name === name) === at);
}

/** Folders that hold an app or a package each. */
const APP = /^((?:apps|packages|services)\/[^/]+)\/package\.json$/;

function layout(near: readonly string[], manifests: readonly Manifest[]): Sign[] {
  const workspaces = manifests.find((each) => each.workspaces);
  const pnpm = near.find((path) => path === 'pnpm-workspace.yaml');
  const apps = near.flatMap((path) => APP.exec(path)?.[1] ?? []);
  return [
    ...(pnpm !== undefined
      ? [{ role: 'layout' as const, name: 'Workspaces', from: pnpm }]
      : workspaces
        ? [{ role: 'layout' as const, name: 'Workspaces', from: `${workspaces.path}: workspaces` }]
        : []),
    ...(apps.length > 1 ? [{ role: 'layout' as const, name: `${apps.length} packages`, from: `${apps[0]}/package.json` }] : []),
  ];
}

function depth(path: string): number {
  return path.split('/').length;
}

/** The names of a stack as `repo/files` lists them: what it is built with, without how its folders lie. */
export function namesOf(signs: readonly Sign[]): string[] {
  return signs.flatMap(({ role, name }) => (role === 'packages' || role === 'layout' ? [] : [name])).toSorted();
}
