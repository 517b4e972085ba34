import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { redact } from '../../redact/redact.ts';
import { renderEnvInventory } from '../../reports/env.ts';
import { providerOfName } from '../secrets/providers.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { gatherEnvironment } from './gather.ts';
import { requiredReads } from './judge.ts';

const takes = z.strictObject({ repo: repoInput.meta({ positional: true }) });

/** One variable of a product. */
export interface Variable {
  name: string;
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
  reads: string[];
}

/** `launch-ready env inventory`: every variable, what it is for, where it lives. */
export const envInventory = defineVerb<z.output<typeof takes>, { variables: Variable[]; environments: string[] }>({
  name: 'env inventory',
  does: 'List every variable: who reads it, where it is set, whose it is',
  stage: 'hand over',
  touches: 'nothing',
  takes,
  gives: z.custom<{ variables: Variable[]; environments: string[] }>(),
  examples: ['launch-ready env inventory', 'launch-ready env inventory --json'],
  async run({ repo }, io, tell) {
    const workspace = openWorkspace(repo);
    tell({ is: 'asking', text: 'the code for the variables it reads' });
    const { seen, settings } = await gatherEnvironment(workspace, io.signal, io.now());
    const required = requiredReads(seen.reads);
    const documented = new Set(
      seen.files.filter(({ environment }) => environment === 'example').flatMap(({ values }) => values.map(({ name }) => name)),
    );
    const names = new Set([...seen.reads.map(({ name }) => name), ...documented, ...settings.flatMap(({ values }) => [...values.keys()])]);
    const variables = [...names].toSorted().map((name): Variable => {
      const reads = seen.reads.filter((read) => read.name === name);
      const provider = providerOfName(name);
      const { owners } = workspace.config;
      return {
        name,
        required: required.has(name),
        secret: namesSecret(name),
        public: isPublicName(name),
        provider,
        owner: owners[provider?.toLowerCase() ?? ''] ?? owners['secrets'] ?? owners['deploy'] ?? null,
        provided: reads.length > 0 && reads.every((read) => read.provided !== null) ? (reads[0]?.provided ?? null) : null,
        documented: documented.has(name),
        in: settings.filter(({ values }) => values.has(name) && values.get(name)?.looks !== 'empty').map(({ environment }) => environment),
        reads: reads.map(({ file, line }) => `${file}:${line}`).slice(0, 10),
      };
    });
    return redact({ variables, environments: settings.map(({ environment }) => environment) }) as {
      variables: Variable[];
      environments: string[];
    }; // as: redacting keeps the shape
  },
  shows: (gave, page) => renderEnvInventory(gave, page),
});
