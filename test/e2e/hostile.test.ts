import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit, type Audited } from '../../src/app/audit.ts';
import { saveBundle } from '../../src/core/bundle.ts';
import { UserError } from '../../src/core/errors.ts';
import type { Finding } from '../../src/core/finding.ts';
import { startLab } from '../../src/lab/index.ts';
import { behind } from '../behind.ts';
import { FORMATS } from '../formats.ts';
import { DOMAIN, hostileScenario, hostileServer, type Sayings, unpack } from '../hostile-world.ts';
import { testIo } from '../io.ts';
import { leaksIn, PLANTS } from '../plants.ts';
import { HOSTILE } from '../sample-report.ts';

/** Audits a world in which strangers say this everywhere; `told` is what was said on the way. */
async function auditOf(say: Sayings, only?: ('dns' | 'routing' | 'app' | 'email')[]): Promise<Audited & { told: string[] }> {
  const scenario = hostileScenario(say);
  const raw = await hostileServer(say);
  await using lab = await startLab(scenario);
  await using net = await behind({ ...lab, ca: [...lab.ca, raw.root] }, raw.at);
  using repository = unpack(scenario);
  const told: string[] = [];
  const found: Finding[] = [];
  const audited = await audit.run({ target: DOMAIN, repo: repository.path, ...(only ? { only } : {}) }, net.io, (event) => {
    told.push(event.text);
    if (event.is === 'found') found.push(event.finding);
  });
  return { ...audited, told: [...told, ...found.map((finding) => JSON.stringify(finding))] };
}

/** Text that does something to a terminal, a page, a table, a comment or a shell, secrets aside. */
const HARM = HOSTILE.slice(0, 8).join(' ');
const SECRETS = Object.values(PLANTS).join(' ');
/** DNS names come in lower case, and with spaces written out; these survive that. */
const NAMES = ['<img src=x>', PLANTS.stripe, `"'\u001b[2J`, PLANTS.github, '](//x)@all', '\u202egnp'].join('.');

/** Places whose text must be in the evidence, or a test of what is shown of them proves nothing. */
const SEEN =
  'banner caa cname common cookie cookie-path csp dangling dkim dmarc env file header-name hop key manifest meta mx ns package range raw raw-cookie registrar route san server spf spf-two trace title-raw title-site'.split(
    ' ',
  );

describe('a world of planted secrets and hostile text', () => {
  let audited: Awaited<ReturnType<typeof auditOf>>;
  // Secrets in front and behind: what is cut short holds some as well.
  beforeAll(async () => {
    audited = await auditOf({ text: `${SECRETS} ${HARM} ${SECRETS}`, name: NAMES });
  });

  test('is audited to the end and gets its verdict', () => {
    expect(audited.report.decision).toBe('no-go');
    const marks = new Set(JSON.stringify(audited.bundle).match(/mark-[a-z]+(?:-[a-z]+)*/g));
    expect(SEEN.filter((place) => !marks.has(`mark-${place}`))).toEqual([]);
  });

  test('gives away none of the secrets while it works', () => {
    expect(audited.told.flatMap(leaksIn)).toEqual([]);
  });

  test.each(Object.entries(FORMATS))('shows no secret and does nothing as %s', (_name, { render, faults }) => {
    const text = render(audited);
    expect(leaksIn(text)).toEqual([]);
    expect(faults(text)).toEqual([]);
  });

  test('names nothing after a secret: keys of evidence and subjects of findings', () => {
    const names = [...Object.keys(audited.bundle.evidence), ...audited.report.findings.map((finding) => finding.subject)];
    expect(names.filter((name) => leaksIn(name).length > 0 || name.includes('%E2%80%A6'))).toEqual([]);
  });

  test('is judged again from its saved bundle to the same report', async () => {
    const again = await audit.run({ from: { name: 'bundle.json', text: saveBundle(audited.bundle) } }, testIo(), () => undefined);
    expect(again.report).toEqual(audited.report);
  });
});

test('an address with a secret that a person gives is refused before anything is asked', async () => {
  const asked: string[] = [];
  const wanted = audit.run({ target: `https://${DOMAIN}/invite/${PLANTS.github}` }, testIo(), (event) => asked.push(event.text));
  await expect(wanted).rejects.toThrow(UserError);
  await expect(wanted).rejects.toThrow(/holds a secret/);
  await expect(wanted.catch(String)).resolves.not.toContain(PLANTS.github.slice(4, 16));
  expect(asked).toEqual([]);
});

test('a secret that a person left in the configuration is in no bundle', async () => {
  const webhook = ['https://hooks.slack', 'com/services/T0A1B2C3D/B0A1B2C3D/', PLANTS.github.slice(4, 28)].join('.').replace('D/.', 'D/');
  const text = `domain: ${DOMAIN}\nalerts:\n  - channel: slack\n    to: ${webhook}\n`;
  await using lab = await startLab({ ...hostileScenario({ text: 'x', name: 'x' }), sites: [], mail: [] });
  await using net = await behind(lab, {});
  const { bundle } = await audit.run(
    { target: DOMAIN, config: { name: 'launch-ready.yaml', text }, only: ['dns'] },
    net.io,
    () => undefined,
  );
  expect(leaksIn(saveBundle(bundle))).toEqual([]);
});

const PIECES = [
  '<',
  '>',
  '"',
  "'",
  '`',
  '&',
  '\\',
  '|',
  '](',
  '![',
  '\n',
  '\u001b[2J',
  '\u001b]8;;x\u0007',
  '\u009b1m',
  '\u202e',
  '@a',
  '://',
  '..',
  '%00',
  '😀',
];
const evil = (plants: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES, ...plants.map((plant) => ` ${plant} `)), fc.string({ unit: 'binary', maxLength: 20 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.join(''));

test('whatever text strangers leave anywhere, the audit ends, tells no secret and does nothing', async () => {
  await fc.assert(
    fc.asyncProperty(evil(Object.values(PLANTS)), evil([PLANTS.stripe, PLANTS.github]), async (text, name) => {
      const audited = await auditOf({ text, name: name.replaceAll(/\s/g, '.') }, ['dns', 'routing', 'app', 'email']);
      for (const { render, faults } of Object.values(FORMATS)) {
        const shown = render(audited);
        expect(leaksIn(shown)).toEqual([]);
        expect(faults(shown)).toEqual([]);
      }
    }),
    { numRuns: 6, interruptAfterTimeLimit: 15_000 },
  );
});
