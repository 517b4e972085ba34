import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { redact } from '../../redact/redact.ts';
import { renderEnvInventory, renderEnvTable } from '../../reports/env.ts';
import { providerOfName } from '../secrets/providers.ts';
import { openWorkspace, repoInput, type Workspace } from '../workspace.ts';
import { type Gathered, gatherEnvironment } from './gather.ts';
import { requiredReads } from './judge.ts';
import { purposeOf } from './purpose.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  markdown: z.boolean().optional().describe('Print a table in Markdown, for a handover or a wiki'),
});

/** One variable of a product. */
export interface Variable {
  name: string;
  /** What it is for, by the comments of the checkout or by its name. */
  purpose: string | null;
  required: boolean;
  secret: boolean;
  /** True when its prefix gives it to every visitor. */
  public: boolean;
  provider: string | null;
  owner: string | null;
  /** The platform that sets it by itself. */
  provided: string | null;
  documented: boolean;
  /** The environments that have a value. */
  in: string[];
  /** The packages of a monorepo that read it; empty for the root. */
  packages: string[];
  /** The first places, and how many there are. */
  reads: string[];
  places: number;
}

/** The variables of a checkout, and its environments. */
export interface Inventory {
  variables: Variable[];
  environments: string[];
  /** Places whose variable is known only when the code runs, and files that were not read. */
  dynamic: number;
  unread: number;
}

/** `launch-ready env inventory`: every variable, what it is for, where it lives. */
export const envInventory = defineVerb<z.output<typeof takes>, Inventory>({
  name: 'env inventory',
  does: 'List every variable: who reads it, where it is set, whose it is',
  stage: 'hand over',
  touches: 'nothing',
  takes,
  gives: z.custom<Inventory>(),
  examples: [
    'launch-ready env inventory',
    'launch-ready env inventory apps/web',
    'launch-ready env inventory --markdown',
    'launch-ready env inventory --json',
  ],
  async run({ repo }, io, tell) {
    const workspace = openWorkspace(repo);
    tell({ is: 'asking', text: 'the code for the variables it reads' });
    const gathered = await gatherEnvironment(workspace, io.signal, io.now());
    const { seen, settings } = gathered;
    return redact({
      variables: listVariables(workspace, gathered),
      environments: [...new Set(settings.map(({ environment }) => environment))],
      dynamic: seen.dynamic.length,
      unread: seen.unread.length + seen.skipped.length,
    }) as Inventory; // as: redacting keeps the shape
  },
  shows: (gave, page, { markdown }) => (markdown === true ? renderEnvTable(gave) : renderEnvInventory(gave, page)),
});

/** Every variable that is read, documented or set, by name. */
export function listVariables({ config: { owners } }: Workspace, { seen, settings }: Gathered): Variable[] {
  const required = requiredReads(seen.reads);
  const documented = new Set(
    seen.files.filter(({ environment }) => environment === 'example').flatMap(({ values }) => values.map(({ name }) => name)),
  );
  const all = Map.groupBy(seen.reads, ({ name }) => name);
  const names = new Set([...all.keys(), ...documented, ...settings.flatMap(({ values }) => [...values.keys()])]);
  return [...names].toSorted().map((name) => {
    const reads = all.get(name) ?? [];
    const provider = providerOfName(name);
    const isSet = ({ environment, values, scope }: Gathered['settings'][number]): boolean => {
      const looks = values.get(name)?.looks;
      const bySet = seen.sets.some(
        (each) => each.name === name && each.environment === environment && (scope === '' || each.scope === scope),
      );
      return bySet || (looks !== undefined && looks !== 'empty' && looks !== 'stand-in');
    };
    return {
      name,
      purpose: purposeOf(name, seen.purposes),
      required: required.has(name),
      secret: namesSecret(name),
      public: isPublicName(name),
      provider,
      owner: owners[provider?.toLowerCase() ?? ''] ?? owners['secrets'] ?? owners['deploy'] ?? null,
      provided: reads.length > 0 && reads.every((read) => read.provided !== null) ? (reads[0]?.provided ?? null) : null,
      documented: documented.has(name),
      in: [...new Set(settings.filter(isSet).map(({ environment }) => environment))],
      packages: [...new Set(reads.map(({ scope }) => scope))].toSorted(),
      reads: reads.map(({ file, line }) => `${file}:${line}`).slice(0, 10),
      places: reads.length,
    };
  });
}
