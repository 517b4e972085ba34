import { envCheck } from '../env/check.ts';
import { EXAMPLE_FILE } from '../env/example.ts';
import { writePatches } from '../fix/fix.ts';
import { examplePatch } from '../fix/patches.ts';
import type { Became, Stage } from './stage.ts';

/** The variables that the mended code reads, against every environment; names that no example has are written into it. */
export const environment: Stage = {
  name: 'environment',
  title: 'Environment',
  async run({ workspace, io, tell, journal, yes }): Promise<Became> {
    const patches = await examplePatch(workspace, io);
    const written = await writePatches(patches, workspace, { io, tell, journal, yes });
    const { problems, required } = await envCheck.run({ repo: workspace.root, write: false, validator: false }, io, tell);
    const open = [
      ...new Set(problems.map(({ says }) => says)),
      ...(patches.length > 0 && !written ? [`${EXAMPLE_FILE} lacks names: launch-ready env check --write.`] : []),
    ];
    const says = `The code needs ${required} variables.${written ? ` ${EXAMPLE_FILE} names them now; commit it.` : ''}`;
    return open.length === 0 ? { state: 'done', says } : { state: 'open', says, open };
  },
};
