import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { https } from '../../test/web.ts';
import { behind } from '../../test/behind.ts';
import { ioIn, type MailWorld, mailScenario, settingsIn, testMail } from '../../test/mail-lab.ts';
import { parseConfig } from '../core/config-file.ts';
import { startLab } from '../lab/index.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import { SIGNING_KEY } from '../lab/scenarios/signing-key.ts';
import { runMailTest } from './run.ts';
import { mailSettings } from './settings.ts';

const strangers = { submission: { returnPath: 'bounces.elsewhere.test' } } as const;
const otherKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

describe('a mail that is really sent (MAIL-2, MAIL-7, MAIL-8)', () => {
  const cases: [
    string,
    MailWorld,
    { gmail: string; outlook?: string; spf?: string; dkim?: string; dmarc?: string; outcome: string; fix?: RegExp },
  ][] = [
    ['aligned', {}, { gmail: 'inbox', spf: 'pass', dkim: 'pass', dmarc: 'pass', outcome: 'pass' }],
    [
      'unsigned, but SPF carries the domain',
      { unsigned: true },
      { gmail: 'inbox', spf: 'pass', dmarc: 'pass', outcome: 'pass', fix: /Turn DKIM on for acme\.test as well/ },
    ],
    [
      'unsigned, and bounces go elsewhere',
      { unsigned: true, ...strangers },
      { gmail: 'inbox', spf: 'none', dmarc: 'fail', outcome: 'fail', fix: /not signed at all/ },
    ],
    [
      'signed with another key than DNS has',
      { submission: { ...strangers.submission, sign: { domain: 'acme.test', selector: 'resend', key: otherKey } } },
      { gmail: 'inbox', dkim: 'fail', dmarc: 'fail', outcome: 'fail', fix: /Copy the key of TXT resend\._domainkey\.acme\.test/ },
    ],
    [
      'signed by the provider alone',
      { submission: { ...strangers.submission, sign: { domain: 'resend.com', selector: 'x', key: SIGNING_KEY.pem } } },
      { gmail: 'inbox', dmarc: 'fail', outcome: 'fail', fix: /signed by resend\.com, not by you/ },
    ],
    [
      'signed with a key that was never published',
      { ...strangers, records: (all) => all.filter((record) => !record.startsWith('resend.')) },
      { gmail: 'inbox', dmarc: 'fail', outcome: 'fail', fix: /Publish TXT resend\._domainkey\.acme\.test/ },
    ],
    [
      'of a domain without DMARC',
      { records: (all) => all.filter((record) => !record.startsWith('_dmarc')) },
      { gmail: 'inbox', dmarc: 'none', outcome: 'pass', fix: /Publish TXT _dmarc\.acme\.test "v=DMARC1; p=none/ },
    ],
    ['taken for spam', { rules: [{ does: 'junk' }] }, { gmail: 'spam', dmarc: 'pass', outcome: 'fail', fix: /still taken for spam/ }],
    [
      'taken for advertising',
      { rules: [{ does: 'promotions' }] },
      { gmail: 'promotions', dmarc: 'pass', outcome: 'pass', fix: /taken for advertising/ },
    ],
    [
      'refused as unauthenticated',
      { rules: [{ does: 'unauthenticated' }] },
      { gmail: 'bounced', outcome: 'fail', fix: /neither SPF nor DKIM/ },
    ],
    ['for nobody', { rules: [{ does: 'unknown' }] }, { gmail: 'bounced', outcome: 'fail', fix: /no such mailbox/ }],
    ['turned away once and sent again', { rules: [{ does: 'greylist' }] }, { gmail: 'inbox', dmarc: 'pass', outcome: 'pass' }],
    ['swallowed', { rules: [{ does: 'lose' }] }, { gmail: 'lost', outcome: 'fail', fix: /silent block/ }],
    [
      'of a domain whose DMARC record leads nowhere',
      { records: (all) => all.map((record) => (record.startsWith('_dmarc') ? '_dmarc CNAME nowhere.gone.test.' : record)) },
      { gmail: 'inbox', dmarc: 'none', outcome: 'pass', fix: /and only one/ },
    ],
  ];

  test.each(cases)('%s', async (_what, world, expected) => {
    const { test: result } = await testMail(world, { settings: { waitMs: 2_500 } });
    const [gmail, outlook] = result.cells;
    expect(result.cells.map(({ inbox }) => inbox)).toEqual(['Gmail', 'Outlook']);
    expect({ gmail: gmail?.landed, outlook: outlook?.landed }).toEqual({
      gmail: expected.gmail,
      outlook: expected.outlook ?? expected.gmail,
    });
    const { spf = /./, dkim = /./, dmarc = /./ } = expected;
    const judged = [gmail?.verdict?.spf.result, gmail?.verdict?.dkim[0]?.result, gmail?.verdict?.dmarc.result].map(String);
    expect(judged).toEqual([spf, dkim, dmarc].map((word) => expect.stringMatching(word)));
    expect(result.outcome).toBe(expected.outcome);
    expect(gmail?.fixes.join(' ')).toMatch(expected.fix ?? /^$/);
    expect(gmail?.good).toBe(outlook?.good);
  });

  test('is said to be refused in the words and with the code of the receiver', async () => {
    const { test: result } = await testMail({ rules: [{ does: 'unauthenticated' }] });
    expect(result.cells[0]).toMatchObject({
      refusal: { code: 550, status: '5.7.26' },
      told: expect.stringMatching(/^5\.7\.26 Your email has been blocked/),
    });
  });

  test('tells what bulk senders must keep, and what nobody can see (MAIL-3)', async () => {
    const { test: result } = await testMail({});
    const standing = Object.fromEntries(result.rules.map(({ rule, google }) => [rule, google]));
    expect(standing).toEqual({
      'SPF passes': 'met',
      'DKIM passes': 'met',
      'DMARC is published': 'met',
      'From is aligned': 'met',
      'Sent over TLS': 'met',
      'The sending address has a name': 'met',
      'Complaints under 0.3 %': 'cannot be seen from outside',
      'One click ends advertising': 'cannot be seen from outside',
    });
    const { test: worse } = await testMail({ unsigned: true, ...strangers });
    expect(worse.rules.filter(({ google }) => google === 'not met').map(({ rule }) => rule)).toEqual([
      'SPF passes',
      'DKIM passes',
      'From is aligned',
    ]);
  });

  test('cannot be judged, and is no pass, when its DNS does not answer', async () => {
    await using lab = await startLab(mailScenario({}));
    const io = ioIn(lab);
    // The provider and the mailboxes are reached; the name servers of the domain itself are silent.
    const silent = lab.live.zones.map((zone) =>
      zone.name === 'acme.test' ? { ...zone, servers: zone.servers.map((server) => ({ ...server, does: 'silent' as const })) } : zone,
    );
    await lab.live.change({ zones: silent });
    const result = await runMailTest(io, settingsIn(io, { messages: [{ kind: 'reset' }] }));
    expect(result.outcome).toBe('unknown');
    expect(result.records).toBeNull();
    expect(result.cells[0]?.fixes).toEqual(['DNS did not answer while the mail was judged. Run the test again.']);
  });

  test('is not sent to a mailbox that cannot be read, and that is unknown, not lost', async () => {
    const { test: result, lab } = await testMail({}, { env: { GMAIL_APP_PASSWORD: 'wrong' } });
    expect(result.cells.map(({ landed }) => landed)).toEqual(['unread', 'inbox']);
    expect(result.outcome).toBe('unknown');
    expect(lab.mail.read('launch.seed@gmail.com')).toEqual([]);
    expect(result.cells[0]?.told).toBe('imap.gmail.com does not take the user name and password');
  });

  test('is unknown when nothing can be handed in', async () => {
    const { test: result } = await testMail({}, { env: { SMTP_PASSWORD: 'wrong' } });
    expect(result).toMatchObject({ outcome: 'unknown', cells: [{ landed: 'unsent' }, { landed: 'unsent' }] });
    expect(result.cells[0]?.told).toBe('smtp.resend.com does not take the user name and password');
  });

  test('opens Outlook with a token, because it takes no passwords', async () => {
    const { test: result } = await testMail({}, { settings: {}, env: { OUTLOOK_TOKEN: 'expired' } });
    expect(result.cells.map(({ landed }) => landed)).toEqual(['inbox', 'unread']);
  });

  test("is the app's own when a trigger lets the app send it, told from older mail by what is new", async () => {
    await using lab = await startLab(mailScenario({}));
    const plain = ioIn(lab);
    const asked: { body: string; key: string | undefined }[] = [];
    const app = await https(['app.acme.test'], (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        asked.push({ body, key: request.headers['x-key'] as string | undefined });
        void sendAs(plain, (JSON.parse(body) as { email: string }).email).then(() => response.writeHead(202).end());
      });
    });
    const { authority } = await import('../../test/web.ts');
    await lab.live.change({
      zones: lab.live.zones.map((zone) =>
        zone.name === 'acme.test'
          ? { ...zone, records: [...zone.records.filter((record) => !record.startsWith('app ')), 'app A 198.51.100.44'] }
          : zone,
      ),
    });
    await using net = await behind(
      { ...lab, ca: [...lab.ca, (await authority()).root] },
      { '198.51.100.44:443': app },
      { random: Math.random, env: { ...lab.env, APP_KEY: 'hush-hush-hush' } },
    );
    await sendAs(plain, 'launch.seed@gmail.com'); // an older one, which must not be taken for it
    const trigger = {
      url: 'https://app.acme.test/reset',
      method: 'POST' as const,
      headers: { 'X-Key': '${APP_KEY}' },
      body: '{"email":"{{to}}"}',
    };
    const settings = settingsIn(net.io);
    const result = await runMailTest(net.io, {
      ...settings,
      inboxes: settings.inboxes.slice(0, 1),
      messages: [{ kind: 'reset', subject: 'Choose a new password', trigger }],
    });
    expect(result).toMatchObject({ outcome: 'pass', cells: [{ kind: 'reset', landed: 'inbox' }] });
    expect(asked).toEqual([{ body: '{"email":"launch.seed@gmail.com"}', key: 'hush-hush-hush' }]);
    expect(JSON.stringify(result)).not.toContain('hush');
    expect(lab.mail.read('launch.seed@gmail.com')).toHaveLength(2);
  });
});

/** What the app itself does: sends a reset mail through its provider. */
async function sendAs(io: ReturnType<typeof ioIn>, to: string): Promise<void> {
  const { handIn } = await import('./send.ts');
  const letter = {
    to,
    subject: 'Choose a new password',
    text: 'Here.',
    html: '<p>Here.</p>',
    messageId: `<${Math.random()}@acme.test>`,
    headers: {},
  };
  const handed = await handIn(io, settingsIn(io), letter);
  if (handed.is !== 'taken') throw new Error(`the app could not send: ${JSON.stringify(handed)}`);
}

test('mail of the broken product lands as soon as the key that signs it is in DNS, and not before (MAIL-2)', async () => {
  const mess = scenarios.find(({ name }) => name === 'ai-built-mess')!;
  await using lab = await startLab(mess);
  const io = ioIn(lab);
  const settings = mailSettings(parseConfig(mess.repository!['launch-ready.yaml']!, 'launch-ready.yaml'), lab.env);
  const landed = async (): Promise<string[]> =>
    (await runMailTest(io, { ...settings, messages: [{ kind: 'reset' }] })).cells.map((cell) => cell.landed);
  expect(await landed()).toEqual(['spam', 'spam']);
  const key = `resend._domainkey TXT "v=DKIM1; p=${SIGNING_KEY.dkim}"`;
  await lab.live.change({
    zones: lab.live.zones.map((zone) => (zone.name === 'coachly.test' ? { ...zone, records: [...zone.records, key] } : zone)),
  });
  const after = await runMailTest(ioIn(lab), { ...settings, messages: [{ kind: 'reset' }, { kind: 'receipt' }] });
  expect(after.cells.map(({ landed: place, good }) => [place, good])).toEqual(Array.from({ length: 4 }, () => ['inbox', true]));
});
