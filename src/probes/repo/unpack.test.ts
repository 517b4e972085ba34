import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Unpacked, unpack } from './unpack.ts';

const SAYS = 'the key is here';
const told = () => ({ binary: 0, skipped: 0, left: 1e9 });
const all = (bytes: Buffer, name = 'file', counts = told()): string[] =>
  [...unpack(bytes, name, counts)].map(({ inner, bytes: text }: Unpacked) => `${inner ?? '-'}: ${text.toString().trim()}`);

/** An archive as the Debian tools make it. */
function packed(files: Record<string, Buffer | string>, how: 'zip' | 'tar'): Buffer {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'launch-ready-unpack-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
  }
  const names = Object.keys(files);
  if (how === 'tar') return execFileSync('tar', ['-C', folder.path, '-c', ...names]);
  execFileSync('zip', ['-q', '-X', 'out.zip', ...names], { cwd: folder.path });
  return readFileSync(join(folder.path, 'out.zip'));
}

const pdf = (content: Buffer, filter: string): Buffer =>
  Buffer.concat([
    Buffer.from(`%PDF-1.4\n1 0 obj\n<< /Length ${content.length} ${filter} >>\nstream\n`),
    content,
    Buffer.from('\nendstream\nendobj\n%%EOF'),
  ]);

describe('whatever a file is packed in is opened', () => {
  const zip = packed({ 'src/.env': SAYS, 'b.bin': Buffer.from([1, 0, 2, 0]) }, 'zip');
  const wide = Buffer.from(SAYS, 'utf16le');
  const paragraph =
    '<w:document><w:body><w:p><w:r><w:t>the key</w:t></w:r><w:r><w:rPr/><w:t xml:space="preserve"> is here</w:t></w:r></w:p></w:body></w:document>';
  const cells = '<sst><si><t>the key is here</t></si></sst>';
  const page = `BT /F1 12 Tf 72 720 Td [(the) -300 (k) 20 (ey is he)] TJ (re) ' ET`;
  test.each<[string, Buffer, string[]]>([
    ['gzip', gzipSync(SAYS), [`-: ${SAYS}`]],
    ['gzip that was cut off', gzipSync(`${SAYS}${'\n'.repeat(9)}`).subarray(0, -4), [`-: ${SAYS}`]],
    ['zip', zip, [`src/.env: ${SAYS}`]],
    ['tar', packed({ 'a/b.txt': SAYS }, 'tar'), [`a/b.txt: ${SAYS}`]],
    ['tgz', gzipSync(packed({ 'a/b.txt': SAYS }, 'tar')), [`a/b.txt: ${SAYS}`]],
    ['zip in a tgz', gzipSync(packed({ 'in.zip': zip }, 'tar')), [`in.zip › src/.env: ${SAYS}`]],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), [`-: ${SAYS}`]],
    ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]), [`-: ${SAYS}`]],
    ['UTF-16 without a mark', wide, [`-: ${SAYS}`]],
    ['UTF-16 the other way round without a mark', Buffer.from(wide).swap16(), [`-: ${SAYS}`]],
    ['a document of Word', packed({ 'word/document.xml': paragraph }, 'zip'), [`word/document.xml: ${SAYS}`]],
    ['a sheet of Excel', packed({ 'xl/sharedStrings.xml': cells }, 'zip'), [`xl/sharedStrings.xml: ${SAYS}`]],
    [
      'a slide',
      packed({ 'ppt/slides/slide1.xml': '<a:p><a:r><a:t>the key </a:t></a:r><a:r><a:t>is here</a:t></a:r></a:p>' }, 'zip'),
      [`ppt/slides/slide1.xml: ${SAYS}`],
    ],
    [
      'an OpenDocument text',
      packed({ 'content.xml': '<text:p>the key<text:s/><text:span>is here</text:span></text:p>' }, 'zip'),
      [`content.xml: ${SAYS}`],
    ],
    ['PDF, deflated', pdf(deflateSync(page), '/Filter /FlateDecode'), ['-: the key is he\nre']],
    ['PDF, plain', pdf(Buffer.from('BT (the \\153ey is here) Tj ET'), ''), [`-: ${SAYS}`]],
  ])('%s', (_name, bytes, texts) => {
    expect(all(bytes)).toEqual(texts);
  });
});

describe('attacks end', () => {
  test('a bomb of zeros costs no more than its limit, and is counted', () => {
    const counts = told();
    expect(all(gzipSync(Buffer.alloc(34_000_000), { level: 1 }), 'bomb.gz', counts)).toEqual([]);
    expect(all(packed({ 'a.txt': Buffer.alloc(34_000_000, 97) }, 'zip'), 'bomb.zip', counts)).toEqual([]);
    expect(counts).toMatchObject({ skipped: 2 });
  });

  test('what all files of a look unpack to has an end', () => {
    const counts = { ...told(), left: 3_000_000 };
    const bomb = gzipSync(Buffer.alloc(1_000_000, 97));
    for (let file = 0; file < 20; file += 1) all(bomb, 'x.gz', counts);
    expect(counts.left).toBeGreaterThanOrEqual(0);
    expect(counts.skipped).toBe(17);
  });

  test('archives inside each other are opened to a depth', () => {
    let bytes = Buffer.from(SAYS);
    for (let depth = 0; depth < 6; depth += 1) bytes = gzipSync(bytes);
    const counts = told();
    expect(all(bytes, 'x', counts)).toEqual([]);
    expect(counts.skipped).toBe(1);
  });

  test('never throws on any bytes, whole, cut or changed', () => {
    const zip = packed({ 'src/.env': SAYS, 'in.tgz': gzipSync(packed({ 'a.txt': SAYS }, 'tar')) }, 'zip');
    const begins = [zip, gzipSync(zip), pdf(deflateSync(`(${SAYS}) Tj`), '/FlateDecode'), packed({ 'a.txt': SAYS }, 'tar')];
    const changed = fc
      .tuple(fc.constantFrom(...begins), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat())
      .map(([from, changes, cut]) => {
        const bytes = Buffer.from(from);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes.subarray(0, bytes.length - (cut % 200));
      });
    fc.assert(
      fc.property(
        fc.oneof(
          changed,
          fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          const counts = told();
          all(bytes, 'x.docx', counts);
          expect(counts.left).toBeLessThanOrEqual(1e9);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('what is too large costs what was unpacked of it', () => {
  const counts = { ...told(), left: 10_000_000 };
  const bomb = gzipSync(Buffer.alloc(20_000_000), { level: 1 });
  expect(all(bomb, 'bomb.gz', counts)).toEqual([]);
  expect(counts).toMatchObject({ skipped: 1, left: 0 });
});
