import type { EnvFile, Looks } from '../../probes/repo/env-files.ts';
import type { Environment } from '../../probes/repo/environment.ts';
import { isWithin, packageOf } from '../../probes/repo/packages.ts';

/** An environment as it was told or found: its names, and of files what each value looks like. */
export interface Setting {
  environment: string;
  /** The file, or `launch-ready.yaml` for names. */
  from: string;
  /** The folder of the package it is for; empty for the whole checkout. */
  scope: string;
  values: ReadonlyMap<string, { looks: Looks; digest: string | null; kind: string | null }>;
}

/** The packages whose code runs with a setting: its own and what that is made of; for the whole checkout, all that have no setting of their own. */
export function judgedBy(seen: Environment, setting: Setting, settings: readonly Setting[]): (scope: string) => boolean {
  const reaches = (folder: string): readonly string[] => seen.packages.find((each) => each.folder === folder)?.reaches ?? [folder];
  if (setting.scope !== '') {
    const own = new Set(reaches(setting.scope));
    return (scope) => own.has(scope);
  }
  const others = settings.filter(({ environment, scope }) => environment === setting.environment && scope !== '');
  const theirs = new Set(others.flatMap(({ scope }) => reaches(scope)));
  return (scope) => !theirs.has(scope);
}

/** True where an example names a variable for a package: its own, one further up, or that of an app which is made of it. */
export function documents(seen: Environment, file: EnvFile, { name, scope }: { name: string; scope: string }): boolean {
  if (!file.values.some((value) => value.name === name)) return false;
  const home = packageOf(seen.packages, file.path);
  return isWithin(scope, home) || seen.packages.some(({ folder, reaches }) => folder === home && reaches.includes(scope));
}
