import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyKnown, sampleKnown } from '../../test/sample-known.ts';
import { renderPackMarkdown } from '../reports/pack-markdown.ts';
import type { Known } from './known.ts';
import { closes, opens, readNotes, sealed } from './notes.ts';
import { writePack } from './pack.ts';

const write = (known: Known): string => sealed(renderPackMarkdown(writePack(known), { opens, closes }));
const again = (document: string, known: Known): string => write({ ...known, notes: readNotes(document).notes });
const inPlace = (document: string, id: string, text: string): string =>
  document.replace(`${opens(id)}\n\n${closes(id)}`, () => `${opens(id)}\n${text}\n${closes(id)}`);

const IDS = [
  'own',
  'access',
  'domains',
  'mail',
  'edge',
  'secrets',
  'deploy',
  'watch',
  'symptoms',
  'incident',
  'backups',
  'risks',
  'changes',
  'backlog',
  'leaving',
  'sign-off',
];
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '## own',
        opens('mail'),
        closes('mail'),
        opens('own'),
        '<!-- sealed',
        '| a | b |',
        '```',
        `<!-- sealed ${'0'.repeat(64)} -->`,
        '\n\n',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('what people write (HND-1)', () => {
  test('a document that nobody touched is as we wrote it, and writing it again gives the same bytes', () => {
    const document = write(sampleKnown());
    expect(readNotes(document)).toMatchObject({ outside: false, notes: { access: 'Keys of the office are with Ada.', mail: '' } });
    expect(again(document, sampleKnown())).toBe(document);
    expect(Object.keys(readNotes(document).notes).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(IDS.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('any text in any place survives byte for byte, or the whole document is kept', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.constantFrom(...IDS), text), { maxLength: 4, selector: ([id]) => id }), (edits) => {
        const document = edits.reduce((all, [id, each]) => inPlace(all, id, each), write(emptyKnown()));
        const { notes, outside } = readNotes(document);
        const next = again(document, emptyKnown());
        for (const [id, each] of edits) {
          const closedInside = each.split('\n').some((line) => line.replace(/\r$/, '') === closes(id));
          // A text that closes its own place is no longer inside of it: then the old document is kept whole.
          expect(closedInside ? outside : notes[id] === each && next.includes(`${opens(id)}\n${each}\n${closes(id)}`)).toBe(true);
        }
        // However often it is written: nothing gets lost, and it comes to rest.
        expect(again(next, emptyKnown())).toBe(next);
      }),
      { numRuns: 200 },
    );
  });

  test('a place that is gone, or that is there twice, keeps its text under another name', () => {
    const document = write(emptyKnown())
      .replace(`${opens('mail')}\n\n`, () => `${opens('mail')}\nfirst\n`)
      .replace(/$/, () => `\n${opens('mail')}\nsecond\n${closes('mail')}\n${opens('old-place')}\nthird\n${closes('old-place')}\n`);
    const { notes, outside } = readNotes(document);
    expect(notes).toMatchObject({ mail: 'first', 'mail-2': 'second', 'old-place': 'third' });
    expect(outside).toBe(true);
    const next = again(document, emptyKnown());
    expect(next).toContain('Notes without a place');
    expect(readNotes(next)).toMatchObject({ outside: false, notes: { mail: 'first', 'mail-2': 'second', 'old-place': 'third' } });
  });

  test.each<[string, (document: string) => string]>([
    ['a sentence', (document) => document.replace('Start here.', 'Start there.')],
    ['a row', (document) => document.replace('| --- |', '| --- |\n| mine |')],
    ['an end that was deleted', (document) => document.replace(closes('mail'), '')],
    ['the seal', (document) => document.replace(/<!-- sealed .*/, '')],
    ['something behind the end', (document) => `${document}\nmine\n`],
  ])('%s that was changed outside of the places is seen', (_what, change) => {
    expect(readNotes(change(write(emptyKnown()))).outside).toBe(true);
  });

  test('an editor that writes CRLF has changed nothing', () => {
    const document = inPlace(write(emptyKnown()), 'mail', 'mine').replaceAll('\n', '\r\n');
    expect(readNotes(document)).toMatchObject({ outside: false, notes: { mail: 'mine\r' } });
  });

  test('never throws, on any text', () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(readNotes(each).outside).toBe(true);
      }),
    );
  });
});
