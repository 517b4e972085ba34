/**
 * Writes src/redact/find/likeness-table.ts: how surprising three characters in a row are in code, learned from the words of the installed
 * packages (all under permissive licences), and the weights that tell random tokens from them. `node scripts/run.mjs scripts/likeness.ts`.
 */
import { writeFileSync } from 'node:fs';
import { seeded } from '../test/io.ts';
import { randomTokens, wordsOf } from '../test/likeness-words.ts';
import { slotsOf, traitsOf } from '../src/redact/find/likeness-traits.ts';

const LEVELS = 64;
const words = wordsOf('learned');
const counts = new Float64Array(28 ** 3);
for (const word of words) for (const slot of slotsOf(word)) counts[slot]! += 1;
const bits = counts.map((count, slot) => {
  const first = slot - (slot % 28);
  let all = 0;
  for (let sign = 0; sign < 28; sign += 1) all += counts[first + sign]!;
  return -Math.log2((count + 0.05) / (all + 0.05 * 28));
});
/** Bits in quarters, at most 63: one character each. */
const levels = bits.map((bit) => Math.min(LEVELS - 1, Math.round(bit * 4)));

const random = seeded(11);
const examples = [
  ...words.filter(() => random() < 0.1).map((word) => ({ is: 0, traits: traitsOf(word, (slot) => levels[slot]!) })),
  ...randomTokens(20_000, random).map((token) => ({ is: 1, traits: traitsOf(token, (slot) => levels[slot]!) })),
];
let weights = examples[0]!.traits.map(() => 0);
const scale = weights.map((_, at) => Math.max(...examples.map(({ traits }) => traits[at]!)));
for (let round = 0; round < 600; round += 1) {
  const slope = weights.map(() => 0);
  for (const { is, traits } of examples) {
    const error = is - 1 / (1 + Math.exp(-traits.reduce((sum, trait, at) => sum + (trait / scale[at]!) * weights[at]!, 0)));
    traits.forEach((trait, at) => (slope[at]! += (error * trait) / scale[at]!));
  }
  weights = weights.map((weight, at) => weight + (20 * slope[at]!) / examples.length);
}
const told = weights.map((weight, at) => Number((weight / scale[at]!).toFixed(4)));
const table = Array.from(levels, (level) => String.fromCharCode(48 + level)).join('');
writeFileSync(
  new URL('../src/redact/find/likeness-table.ts', import.meta.url),
  `/** Written by scripts/likeness.ts: quarter bits of surprise for three classes of characters in a row, from '0' on. */\n` +
    `export const SURPRISE =\n  ${JSON.stringify(table)};\n\n` +
    `/** What each trait counts, the constant first. */\nexport const WEIGHTS: readonly number[] = ${JSON.stringify(told)};\n`,
);
console.log(`${words.length} words, ${table.length} entries, weights ${told.join(' ')}`);
