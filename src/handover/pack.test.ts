import { describe, expect, test } from 'vitest';
import { emptyKnown, hostileKnown, journalOf, sampleKnown } from '../../test/sample-known.ts';
import { type Block, factsOf, type Pack } from '../core/document.ts';
import { renderPackHtml } from '../reports/pack-html.ts';
import { renderPackMarkdown } from '../reports/pack-markdown.ts';
import { reachOf } from './access.ts';
import { writePack } from './pack.ts';
import { gradeOf, sentencesOf, wordsIn } from './readability.ts';
import { closes, opens } from './notes.ts';

const section = (pack: Pack, id: string): readonly Block[] => pack.sections.find((each) => each.id === id)?.blocks ?? [];
const rows = (pack: Pack, id: string): readonly (readonly string[])[] =>
  section(pack, id).flatMap((block) => (block.is === 'table' ? block.rows : []));
const markdown = (pack: Pack): string => renderPackMarkdown(pack, { opens, closes });

describe('the handover (HND-1, HND-5, HND-6)', () => {
  test('has every part that whoever takes over looks for', () => {
    expect(writePack(sampleKnown()).sections.map(({ id }) => id)).toEqual(
      'own questions access domains mail edge secrets deploy release watch symptoms incident backups risks changes backlog leaving sign-off glossary'.split(
        ' ',
      ),
    );
  });

  test('every fact names its source and its day; what nobody knows says how to find out', () => {
    for (const known of [sampleKnown(), emptyKnown()]) {
      const facts = factsOf(writePack(known).sections);
      expect(facts.filter(({ source, checked }) => source === '' || Number.isNaN(Date.parse(checked)))).toEqual([]);
      expect(facts.filter(({ value, findOut }) => value === null && findOut.length < 15)).toEqual([]);
      expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
    }
  });

  test('the score counts facts: nothing is known of nothing', () => {
    const [empty, sample] = [writePack(emptyKnown()), writePack(sampleKnown())];
    expect({ known: empty.known, of: empty.of }).toEqual({ known: 0, of: sample.of });
    expect(sample.known).toBe(factsOf(sample.sections).filter(({ value }) => value !== null).length);
    expect(markdown(empty)).toContain(`**0 of ${empty.of} facts are known.**`);
    expect(markdown(empty).match(/UNKNOWN/g)?.length).toBeGreaterThan(empty.of);
  });

  test('the same facts make the same document', () => {
    expect(markdown(writePack(sampleKnown()))).toBe(markdown(writePack(sampleKnown())));
  });

  test('the five things left behind are there, missing, or unknown (HND-8)', () => {
    expect(writePack(sampleKnown()).boxes.map(({ box, there }) => [box, there])).toEqual([
      ['One domain', expect.anything()],
      ['One production environment', true],
      ['One mail set-up', expect.anything()],
      ['One set of monitors', true],
      ['One handover document', true],
    ]);
    expect(writePack(emptyKnown()).boxes.map(({ there }) => there)).toEqual([null, null, null, false, true]);
  });

  test('says who must lose access, and what one key opens (SEC-9)', () => {
    const pack = writePack(sampleKnown());
    const open = section(pack, 'access').flatMap((block) => (block.is === 'list' ? block.items : []));
    expect(open).toEqual([
      'registrar: Namecheap: make sure that Bob can no longer enter, then take the name out here.',
      'registrar: Namecheap: turn the second factor on. One leaked password opens it today.',
      'registrar: Namecheap: name a second person. Nobody can enter while the owner is away.',
      'registrar: Namecheap: write down how to get back in after a lock-out.',
      'registrar: Namecheap: renew it before 20 Dec 2026.',
    ]);
    expect(rows(pack, 'access').map(([name]) => name)).toEqual(expect.arrayContaining(['DATABASE_URL', 'STRIPE_SECRET_KEY']));
    expect(reachOf('NEXT_PUBLIC_SITE_URL')).toBeUndefined();
    expect(reachOf('SUPABASE_ANON_KEY')).toBeUndefined();
    expect(reachOf('SUPABASE_SERVICE_ROLE_KEY')?.can).toContain('every row');
  });

  test('says what it is built with, and of each secret who owns it, where it lives and whether it leaked (SEC-6, HND-5)', () => {
    const pack = writePack(sampleKnown());
    expect(rows(pack, 'own')).toContainEqual(['Supabase', 'database', 'package.json: @supabase/ssr']);
    expect(rows(pack, 'secrets')).toContainEqual([
      'STRIPE_SECRET_KEY',
      'Stripe',
      'Ada',
      'production, pipeline .github/workflows/deploy.yml',
      'in the history',
      'LEAKED on 20 Nov 2026',
    ]);
    expect(JSON.stringify(section(writePack(emptyKnown()), 'secrets'))).toContain('UNKNOWN: run `launch-ready secrets inventory`');
  });

  test('answers what people ask, or says UNKNOWN (HND-4)', () => {
    const answers = rows(writePack(sampleKnown()), 'questions');
    expect(answers).toHaveLength(10);
    expect(answers.find(([question]) => question === 'Who owns DNS?')?.[1]).toBe('Ada');
    expect(answers.find(([question]) => question === 'How do I know that going back works?')?.[1]).toBe('It was last tried: 22 Nov 2026');
    expect(answers.find(([question]) => question === 'Where do the logs live?')?.[1]).toMatch(/^UNKNOWN\. Write it/);
    expect(rows(writePack(emptyKnown()), 'questions').filter(([, answer]) => answer?.includes('UNKNOWN')).length).toBe(9);
  });

  test('the release page has commands to copy, and fits on one page (HND-3, DEP-7)', () => {
    const blocks = section(writePack(sampleKnown()), 'release');
    expect(blocks.flatMap((block) => (block.is === 'command' ? [block.command] : []))).toEqual([
      'launch-ready deploy run',
      'launch-ready deploy rollback',
    ]);
    expect(blocks.flatMap((block) => (block.is === 'steps' ? block.items : [])).length).toBeLessThan(15);
  });

  test('has a policy for the edge with what was seen, and the incident note (EDG-7, EDG-11, INC-1, INC-2)', () => {
    const pack = writePack(sampleKnown());
    expect(rows(pack, 'edge').map(([what]) => what)).toEqual(
      expect.arrayContaining(['Login, sign-up, reset', 'Admin pages', 'Other sites', 'Safe headers', 'Blocked']),
    );
    expect(rows(pack, 'incident').map(([field]) => field)).toContain('What set it off');
    expect(
      section(pack, 'incident')
        .flatMap((block) => (block.is === 'steps' ? block.items : []))
        .at(-1),
    ).toMatch(/^Minute 15/);
  });

  test('the journal is read again: what was changed, and what to watch (HND-9)', () => {
    expect(rows(writePack(sampleKnown()), 'changes').map(([, what, watch]) => [what, watch])).toEqual(
      [
        ['Going back was tried with r41', 'nothing special'],
        ['Back from r42 to r41', 'why it had to'],
        ['Release r41 went live', 'errors and speed'],
        ['SPF names every sender', 'whether mail arrives'],
        ['.launch-ready/perf-baseline.json', undefined],
      ].map(([what, watch]) => (what === '.launch-ready/perf-baseline.json' ? ['21 Nov 2026', undefined] : [what, watch])),
    );
  });

  test('what is open stands there with its owner and its next step: planned, failed, put off, and found (HND-6)', () => {
    const known = sampleKnown();
    const spf = known.journal.flatMap(({ entry }) => (entry.is === 'intends' ? [entry.change] : []))[0]!;
    const [lost, refused] = [
      { ...spf, id: 'lost', says: 'DMARC asks for reports' },
      { ...spf, id: 'refused', says: 'Remove the old record' },
    ];
    const journal = journalOf([
      { is: 'stage', stage: 'sprint', state: 'begun' },
      { is: 'stage', stage: 'speed', state: 'done', became: 'open', open: ['This was an earlier sprint'] },
      { is: 'stage', stage: 'sprint', state: 'done' },
      { is: 'stage', stage: 'sprint', state: 'begun' },
      { is: 'intends', change: spf },
      { is: 'failed', change: spf.id, why: 'The edge was away.' },
      { is: 'intends', change: spf },
      { is: 'did', change: spf.id, undo: spf },
      { is: 'intends', change: lost },
      { is: 'intends', change: refused },
      { is: 'failed', change: refused.id, why: 'The token may not.' },
      { is: 'stage', stage: 'keys', state: 'done', became: 'open', says: '0 of 1', open: ['Replace STRIPE_KEY (Stripe): make a new key.'] },
      { is: 'stage', stage: 'hands', state: 'done', became: 'open', says: '0 of 1', open: ['The audit tells of this as well'] },
      { is: 'stage', stage: 'mail', state: 'done', became: 'open', says: '0 of 1', open: ['The reset mail to Gmail: spam'] },
    ]);
    const pack = writePack({ ...known, journal, config: { ...known.config, owners: { 'mail and secrets': 'Ada', dns: 'Grace' } } });
    const open = rows(pack, 'backlog');
    expect(open.slice(0, 5)).toEqual([
      ['A search that finds coaches by town', 'UNKNOWN', 'Decide when.'],
      ['DMARC asks for reports', 'Grace', 'It was broken off. `launch-ready fix` goes on.'],
      ['Remove the old record', 'Grace', 'It failed: The token may not. Run `launch-ready fix`.'],
      ['Replace STRIPE_KEY (Stripe): make a new key.', 'Ada', '`launch-ready secrets inventory` shows the steps.'],
      ['The reset mail to Gmail: spam', 'Ada', 'Run `launch-ready mail test`: it says what to change.'],
    ]);
    const failing = known.report!.findings.filter(({ state, ignored, cause }) => state === 'fail' && !ignored && cause === undefined);
    expect(failing.length).toBeGreaterThan(0);
    for (const { title } of failing) expect(open.some(([what]) => what?.startsWith(title))).toBe(true);
    expect(open.filter(([what]) => /earlier sprint|tells of this|SPF names every/.test(what ?? ''))).toEqual([]);
    // Without an audit, what waits for hands is told by the journal alone.
    const { report: _none, ...unseen } = { ...known, journal };
    expect(rows(writePack(unseen), 'backlog').some(([what]) => what === 'The audit tells of this as well')).toBe(true);
  });

  test('every failure signal of the stages has a card; what the audit has seen comes first', () => {
    const cards = section(writePack(sampleKnown()), 'symptoms').flatMap((block) => (block.is === 'cards' ? block.cards : []));
    expect(cards).toHaveLength(24);
    const seen = cards.map(({ now }) => now !== undefined);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)));
    expect(seen[0]).toBe(true);
  });
});

describe('somebody without a technical job can follow it (HND-2)', () => {
  const pack = writePack(sampleKnown());
  const ours = [...pack.sections.flatMap(sentencesOf), ...pack.glossary.map(({ means }) => means)];

  test('our sentences ask for eight school years at most, and none is long', () => {
    expect(gradeOf(ours)).toBeLessThan(8);
    expect(ours.filter((sentence) => wordsIn(sentence).length > 24)).toEqual([]);
  });

  test('the measure knows easy from hard', () => {
    expect(gradeOf(['The cat sat on the mat.'])).toBeLessThan(2);
    expect(gradeOf(['Organisational interoperability necessitates comprehensive architectural documentation.'])).toBeGreaterThan(20);
  });

  test('the first use of a hard word in each section leads to its meaning', () => {
    const page = renderPackHtml(pack);
    for (const anchor of ['w-dns', 'w-release', 'w-migration', 'w-alert', 'w-certificate']) {
      expect(page).toContain(`href="#${anchor}"`);
      expect(page).toContain(`id="${anchor}"`);
      expect(markdown(pack)).toContain(`(#${anchor})`);
    }
  });

  test('words of the trade are explained, or not used', () => {
    const explained = new Set(
      pack.glossary.flatMap((term) => [term.term, ...('also' in term ? (term.also ?? []) : [])]).map((word) => word.toLowerCase()),
    );
    const trade =
      /\b(?:dns|tls|spf|dkim|dmarc|webhooks?|migrations?|staging|registrar|certificates?|rollback|monitors?|edge|cached?|backups?|hosts?|routes?)\b/gi;
    expect(ours.flatMap((sentence) => sentence.match(trade) ?? []).filter((word) => !explained.has(word.toLowerCase()))).toEqual([]);
  });
});

test('what strangers wrote stays text, in both formats', () => {
  const pack = writePack(hostileKnown());
  const bare = pack.sections.map((each) => ({ ...each, blocks: each.blocks.filter((block) => block.is !== 'notes') }));
  const text = markdown({ ...pack, sections: bare }).replace(/`[^`\n]*`/g, ''); // code shows what it is
  for (const forbidden of ['\u001b', '\u202e', '<img'])
    expect([text.includes(forbidden), renderPackHtml(pack).includes(forbidden)]).toEqual([false, false]);
  expect(text).not.toMatch(/(?<!\\)\]\((?:javascript|https:\/\/evil)/);
  expect(renderPackHtml(pack)).not.toMatch(/(?:href|src)="(?:javascript|https:\/\/evil)/);
});
