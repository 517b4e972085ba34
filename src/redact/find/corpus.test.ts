import { expect, test } from 'vitest';
import { corpus } from '../../../test/secret-corpus.ts';
import { FINDABLE } from '../kinds.ts';
import { redactText } from '../redact.ts';
import { secretsIn } from './secrets-in.ts';

/** Kinds of the table: what has no shape and no provider is judged elsewhere, by how random it reads. */
const KNOWN: ReadonlySet<string> = new Set(FINDABLE.map(({ id }) => id));
const NOW = new Date('2026-11-22T00:00:00Z');
const CASES = corpus(5);
const rulesIn = (text: string) => secretsIn(Buffer.from(text), NOW);

/** True where twelve characters in a row are left of a secret, besides its last four. */
function shows(masked: string, value: string): boolean {
  for (let at = 0; at + 12 <= value.length - 4; at += 4) if (masked.includes(value.slice(at, at + 12))) return true;
  return value.length < 16 && masked.includes(value);
}

/** What went wrong, by group: `12 of 60 · JSON in JSON: twilio-token, …`. */
function byGroup(wrong: readonly { group: string; id: string }[]): string[] {
  const groups = Map.groupBy(wrong, ({ group }) => group);
  return [...groups].map(([group, cases]) => {
    const all = CASES.filter((each) => each.group === group).length;
    return `${cases.length} of ${all} · ${group}: ${[...new Set(cases.map(({ id }) => id))].slice(0, 12).join(', ')}`;
  });
}

test('there are a thousand cases and more, and every kind with a shape has both sorts', () => {
  expect(CASES.filter(({ secret }) => secret !== null).length).toBeGreaterThan(2_000);
  expect(CASES.filter(({ secret }) => secret === null).length).toBeGreaterThan(2_000);
});

test('every secret is found and masked, wherever it stands', () => {
  const missed: { group: string; id: string }[] = [];
  for (const { id, group, text, secret } of CASES) {
    if (secret === null) continue;
    const found = rulesIn(text).find(({ value }) => secret.includes(value) && value.length >= Math.min(15, secret.length));
    if (!found) missed.push({ id, group });
    else if (shows(redactText(text), found.value)) missed.push({ id: `${id} is not masked`, group });
  }
  expect(byGroup(missed)).toEqual([]);
});

test('nothing that only looks like a secret is reported', () => {
  const wrong = CASES.filter(({ secret }) => secret === null).flatMap(({ group, id, text }) =>
    rulesIn(text).flatMap(({ rule }) => (KNOWN.has(rule) ? [{ group, id: `${id} as ${rule}` }] : [])),
  );
  expect(byGroup(wrong)).toEqual([]);
});
