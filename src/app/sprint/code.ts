import { writePrompts } from '../fix/fix.ts';
import { sortFixes } from '../fix/sort.ts';
import { deployRun } from '../deploy/run.ts';
import { isInRepository } from '../../probes/repo/list.ts';
import { secretsInventory } from '../secrets/inventory.ts';
import { secretsScan } from '../secrets/scan.ts';
import { keyLabel } from './keys.ts';
import { look } from './look.ts';
import { keptReport } from './memory.ts';
import { asksFor, type Became, type Stage } from './stage.ts';

/** Keys in files, history and builds. New ones are asked for once the release without them is live. */
export const secrets: Stage = {
  name: 'secrets',
  title: 'Secrets',
  async run({ workspace: { root }, io, tell }): Promise<Became> {
    const history = await isInRepository(root);
    const scan = { repo: root, tree: true, staged: false, history, build: true };
    const { found } = await secretsScan.run(scan, io, tell);
    // Told by name while they still stand beside their names; the memory keeps both.
    const { secrets: all } = await secretsInventory.run({ repo: root, history }, io, tell);
    const names = all.filter(({ state }) => state === 'leaked').map(keyLabel);
    const says = found.length === 0 ? 'None where others can take it.' : `${found.length} where others can take them: ${names.join('; ')}.`;
    return { state: 'done', says };
  },
};

/** What is mended in the code: prompts for the builder. */
export const code: Stage = {
  name: 'code',
  title: 'Code',
  async run({ workspace: { root, state }, io }): Promise<Became> {
    const findings = sortFixes(keptReport(state, 'before')).code;
    if (findings.length === 0) return { state: 'done', says: 'Nothing in the code is to be mended.' };
    const file = await writePrompts({ root, state }, findings, io);
    const pasted = await asksFor(
      { io },
      {
        text: `Paste the ${findings.length} prompts of ${file} into your AI builder, one at a time, and commit. Done?`,
        hint: 'Paste them, then run the sprint again.',
        task: { is: 'paste-prompts', repo: root, file },
      },
    );
    if (pasted) return { state: 'done', says: `${findings.length} prompts were pasted.` };
    return { state: 'open', says: `${findings.length} prompts wait in ${file}.`, open: ['Paste the prompts into your AI builder.'] };
  },
};

/** High findings that cannot wait for the week after: their day comes whether or not somebody looks. */
const HAS_ITS_DAY: ReadonlySet<string> = new Set(['dns/registration']);

/** What is broken at servers and in panels, one thing after another. */
export const hands: Stage = {
  name: 'hands',
  title: 'What only you can do',
  async run(sprint): Promise<Became> {
    const { hand } = sortFixes(await look(sprint));
    const urgent = hand.filter(({ severity, check }) => severity === 'blocker' || (severity === 'high' && HAS_ITS_DAY.has(check)));
    const open: string[] = [];
    for (const { title, check, subject, fix } of urgent) {
      const steps = fix?.by === 'hand' ? fix.steps : [];
      const place = subject.slice(subject.indexOf(' ') + 1);
      const done = await asksFor(sprint, {
        text: `${title} (${place}).\n${steps.map((step, i) => `  ${i + 1}. ${step}`).join('\n')}\nDone?`,
        hint: 'Do it, then run the sprint again.',
        task: { is: 'repair', check, on: subject, steps },
      });
      if (!done) open.push(`${title} (${place})`);
    }
    const says = urgent.length === 0 ? 'Nothing urgent is left for you.' : `${urgent.length - open.length} of ${urgent.length} done.`;
    return open.length === 0 ? { state: 'done', says } : { state: 'open', says, open };
  },
};

/** The mended release, live. */
export const ship: Stage = {
  name: 'ship',
  title: 'Ship',
  async run({ workspace: { root, config }, io, tell, yes }): Promise<Became> {
    if (config.deploy.adapter === undefined)
      return {
        state: 'open',
        says: 'launch-ready.yaml does not say how you deploy.',
        open: ['Write a `deploy:` section, then `launch-ready deploy run`.'],
      };
    const { state, says } = await deployRun.run({ repo: root, yes }, io, tell);
    return state === 'live' ? { state: 'done', says } : { state: 'open', says, open: [says] };
  },
};
