import type { Asked } from '../core/if-asked.ts';
import type { SeenReplay } from '../probes/repo/replay.ts';
import { list, plain } from './plain.ts';
import type { Caller, Command } from './schema.ts';

/** What a replay of the migrations gave, where the run asked for one. */
export type Replay = Asked<SeenReplay>;
export type ProvenTable = SeenReplay['tables'][number];

/** A table as a server saw it, why nothing is proven of it, or null where nobody asked. */
export type Proof = { ok: true; saw: ProvenTable; version: string } | { ok: false; why: string } | null;

/** What a replay says of a table or view. */
export function proofOf(replay: Replay, { schema, name }: { schema: string; name: string }): Proof {
  if (replay === null) return null;
  if (!replay.ok) return { ok: false, why: plain(replay.why, 200) };
  const { tables, version } = replay.saw;
  const saw = tables.find((each) => each.schema === schema && each.name === name);
  if (saw && saw.broken === null) return { ok: true, saw, version: plain(version, 20) };
  return { ok: false, why: plain(saw?.broken ?? whyNot(replay.saw, schema, name), 200) };
}

function whyNot({ unproven, failed }: SeenReplay, schema: string, name: string): string {
  const told = unproven.find((each) => each.name.replaceAll('"', '') === `${schema}.${name}`)?.why;
  if (told !== undefined) return told;
  const stopped = failed[0];
  return stopped ? `${stopped.file}:${stopped.line} fails: ${stopped.says}` : 'no statement that ran makes it';
}

const STRANGERS: ReadonlySet<string> = new Set(['others', 'all']);

/** Whether a caller got at rows of somebody else; only the server role and the owner are nobody's strangers. */
export function gets(table: ProvenTable, caller: Caller, command: Command): boolean {
  return STRANGERS.has(table[caller === 'anon' ? 'anon' : 'user'][command]);
}

const DID = { select: 'SELECT returned', update: 'UPDATE changed', delete: 'DELETE removed' } as const;

/** The proof as a sentence, for the ways that a server let through; nothing where there is none. */
export function proofSentence(proof: Proof, ways: readonly { caller: Caller; command: Command }[], name: string): string {
  if (proof === null) return '';
  if (!proof.ok) return `Could not check on a server: ${proof.why}.`;
  const told = (['anon', 'authenticated'] as const).flatMap((caller) => {
    const did = [
      ...new Set(ways.filter((way) => way.caller === caller && gets(proof.saw, caller, way.command)).map(({ command }) => command)),
    ].map((command) => {
      if (command === 'insert') return 'INSERT in another user’s name went through';
      return `${DID[command]} ${proof.saw[caller === 'anon' ? 'anon' : 'user'][command] === 'all' ? '2' : '1'} of 2 rows planted`;
    });
    return did.length > 0 ? [`as ${caller === 'anon' ? 'anon' : 'a user who owns one row'}, on ${name} ${list(did)}`] : [];
  });
  return told.length > 0 ? `Proven on PostgreSQL ${proof.version}: ${told.join('; ')}.` : '';
}
