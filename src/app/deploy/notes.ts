import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { commitsSince, readCheckout } from '../../deploy/git.ts';
import { renderNotes } from '../../deploy/notes.ts';
import { deploysIn, goodReleases } from '../../deploy/record.ts';
import { prepare } from '../../deploy/release.ts';
import { redactText } from '../../redact/redact.ts';
import { plain } from '../../reports/text.ts';
import { repoInput } from '../workspace.ts';
import { openDeploy } from './open.ts';

const takes = z.strictObject({
  repo: repoInput,
  template: z
    .strictObject({ name: z.string(), text: z.string() })
    .optional()
    .describe('Your own template, with {{release}}, {{changes}}, {{migrations}}, {{variables}}, {{proof}}, {{rollback}}')
    .meta({ file: 'read' }),
});

export interface Notes {
  release: string;
  /** True when this release has been deployed; else these are the notes of what a deploy now would bring. */
  deployed: boolean;
  markdown: string;
}

/** `launch-ready deploy notes`: what a release brings, from git, the migrations, the variables and the proof. */
export const deployNotes = defineVerb<z.output<typeof takes>, Notes>({
  name: 'deploy notes',
  does: 'Write the release notes: commits, migrations, variables, proof and the way back',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<Notes>(),
  examples: ['launch-ready deploy notes', 'launch-ready deploy notes > RELEASE.md', 'launch-ready deploy notes --template notes.md'],
  async run({ repo, template }, io, tell) {
    const work = openDeploy({ repo }, io, tell);
    const { commit, dirty } = await readCheckout(io, work.root);
    const good = goodReleases(work.lines);
    const newest = good[0];
    const isOut = newest !== undefined && newest.facts?.commit === commit && dirty.length === 0;
    const before = (isOut ? good[1] : newest) ?? null;
    const commits = await commitsSince(io, work.root, before?.facts?.commit ?? null);
    if (isOut) {
      const deployed = deploysIn(work.lines).find(({ release }) => release === newest.release) ?? newest;
      const markdown = renderNotes(
        { release: newest.release, date: newest.at.slice(0, 10), commits, facts: newest.facts, deployed, before },
        template?.text,
      );
      return { release: newest.release, deployed: true, markdown: redactText(markdown) };
    }
    const { outgoing, facts } = await prepare(work, work.adapter, work.lines);
    const date = io.now().toISOString().slice(0, 10);
    const markdown = renderNotes({ release: outgoing.id, date, commits, facts, deployed: null, before }, template?.text);
    return { release: outgoing.id, deployed: false, markdown: redactText(markdown) };
  },
  shows: ({ markdown }) => plain(markdown),
});
