import type { Section } from '../core/document.ts';
import type { HostOnMap } from '../core/finding.ts';
import { day, factsFrom, type Known, ownerOf, standingWords, writeInto } from './known.ts';

const STATES = {
  serves: 'serves pages',
  redirects: 'redirects',
  mail: 'takes mail',
  dead: 'DOES NOT ANSWER',
  unknown: '?',
} as const satisfies Record<HostOnMap['state'], string>;

/** Which name points where, who may change it, and how. */
export function domains(known: Known): Section {
  const { config, report } = known;
  const map = report?.map;
  const fact = factsFrom(known);
  const audit = (id: string, asks: string, value: string | undefined) =>
    fact('audit', { id, asks, value, findOut: `Run \`launch-ready audit ${config.domain ?? 'your domain'}\`.` });
  const hosts = map?.hosts ?? [];
  const ends = hosts.flatMap((host) => host.certificateUntil ?? []).toSorted((a, b) => (a < b ? -1 : 1))[0];
  return {
    id: 'domains',
    title: 'Domains and addresses',
    about: 'Where each name leads. A wrong record here takes everything down.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'domain.name',
            asks: 'The domain',
            value: config.domain ?? map?.domain,
            findOut: 'Write `domain` into launch-ready.yaml.',
          }),
          fact('launch-ready.yaml', {
            id: 'domain.canonical',
            asks: 'The one host that visitors end on',
            value: config.canonical,
            findOut: 'Write `canonical` into launch-ready.yaml.',
          }),
          audit('domain.registrar', 'Where the domain was bought', map?.registration?.registrar),
          audit('domain.until', 'Until when it is paid', map?.registration?.until === undefined ? undefined : day(map.registration.until)),
          audit('dns.provider', 'Who answers for the domain (DNS)', map?.dns),
          fact('launch-ready.yaml', {
            id: 'dns.owner',
            asks: 'Who may change DNS records',
            value: ownerOf(config, 'dns', 'domain'),
            findOut: 'Write `owners: { dns: … }` into launch-ready.yaml.',
          }),
          audit('tls.until', 'When the first certificate ends', ends === undefined ? undefined : day(ends)),
          audit(
            'tls.https',
            'Whether every visitor is encrypted',
            standingWords(report, /^routing\/https$/, 'Yes, plain addresses lead to https'),
          ),
        ],
      },
      {
        is: 'table',
        head: ['Host', 'For', 'Points to', 'Served by', 'Certificate until', 'State'],
        rows: hosts.map((host) => [
          host.host,
          host.role,
          host.addresses.slice(0, 2).join(', ') || '?',
          host.provider ?? '?',
          host.certificateUntil === undefined ? '?' : day(host.certificateUntil),
          STATES[host.state],
        ]),
        none: 'UNKNOWN: no audit has drawn the map yet. Run `launch-ready map`.',
      },
      {
        is: 'table',
        head: ['From', 'Leads to', 'Status'],
        rows: (map?.redirects ?? []).map((each) => [each.from, each.to, String(each.status)]),
        none: 'No redirects were seen.',
      },
      {
        is: 'steps',
        items: [
          'Log in where DNS is answered (see above), and open the zone of the domain.',
          'Write down the record as it is, before you change it.',
          'Change one record. Leave mail records alone unless mail is the reason.',
          `Wait ten minutes, then run \`launch-ready audit ${config.domain ?? 'your domain'} --only dns,routing,tls\`.`,
        ],
      },
      { is: 'notes', id: 'domains', invites: 'Why a record is as it is', text: '' },
    ],
  };
}

/** Panels where people set mail up; read 2026-11 on the providers' own pages. */
const PANELS = {
  resend: 'https://resend.com/domains',
  postmark: 'https://account.postmarkapp.com/signature_domains',
  sendgrid: 'https://app.sendgrid.com/settings/sender_auth',
  mailgun: 'https://app.mailgun.com/mg/sending/domains',
  google: 'https://admin.google.com/ac/apps/gmail/authenticateemail',
  microsoft: 'https://security.microsoft.com/authentication',
} as const satisfies Record<string, string>;

/** Who sends mail, and whether it arrives. */
export function mail(known: Known): Section {
  const { config, report } = known;
  const fact = factsFrom(known);
  const check = (id: string, asks: string, checks: RegExp, fine: string) =>
    fact('audit', {
      id,
      asks,
      value: standingWords(report, checks, fine),
      findOut: `Run \`launch-ready audit ${config.domain ?? 'your domain'} --only email\`.`,
    });
  const senders = config.mail.senders;
  const panels = senders.flatMap((sender) => Object.entries(PANELS).filter(([name]) => sender.toLowerCase().includes(name)));
  return {
    id: 'mail',
    title: 'Mail',
    about: 'When mail stops, nobody can confirm an account or reset a password.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'mail.senders',
            asks: 'Who sends mail for the domain',
            value: config.mail.sends === false ? 'Nobody: the domain never sends' : senders.join(', '),
            findOut: 'Write `mail: { senders: [resend] }` into launch-ready.yaml.',
          }),
          fact('audit', {
            id: 'mail.receives',
            asks: 'Who takes mail for the domain',
            value: report?.map?.mail,
            findOut: 'Run `launch-ready map`.',
          }),
          fact('launch-ready.yaml', {
            id: 'mail.owner',
            asks: 'Who owns mail',
            value: ownerOf(config, 'mail'),
            findOut: 'Write `owners: { email: … }` into launch-ready.yaml.',
          }),
          check('mail.spf', 'Senders are approved (SPF)', /^email\/spf(?:-|$)/, 'Yes'),
          check('mail.dkim', 'Mail is signed (DKIM)', /^email\/dkim(?:-|$)/, 'Yes'),
          check('mail.dmarc', 'Forged mail is refused or reported (DMARC)', /^email\/dmarc(?:-|$)/, 'Yes'),
        ],
      },
      {
        is: 'table',
        head: ['Provider', 'Its settings'],
        rows: panels.map(([name, url]) => [name, url]),
        none: 'No panel is known for these senders. Look in the account of the mail provider.',
      },
      {
        is: 'command',
        says: 'See whether mail is healthy. Do it each week, and after each change of a record.',
        command: `launch-ready audit ${config.domain ?? 'your-domain.com'} --only email`,
      },
      { is: 'notes', id: 'mail', invites: 'Templates, sender names, what customers say', text: '' },
    ],
  };
}

/** What stands between strangers and the app, as a policy and as it was seen (EDG-7, EDG-11). */
export function edge(known: Known): Section {
  const { config, report } = known;
  const fact = factsFrom(known);
  const seen = (checks: RegExp): string => standingWords(report, checks, '✓ as it should be') ?? '? not checked';
  const kinds = (...wanted: readonly string[]): string =>
    config.routes
      .filter(({ kind }) => wanted.includes(kind))
      .map(({ url }) => URL.parse(url)?.pathname ?? url)
      .join(', ');
  const provider = config.edge.provider ?? report?.map?.dns;
  return {
    id: 'edge',
    title: 'Protection at the edge',
    about: 'The rules that keep bots, forged requests and surprise bills away.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact(config.edge.provider === undefined ? 'audit' : 'launch-ready.yaml', {
            id: 'edge.provider',
            asks: 'What stands in front of the app',
            value: provider,
            findOut: 'Write `edge: { provider: cloudflare }` into launch-ready.yaml.',
          }),
          fact('launch-ready.yaml', {
            id: 'edge.owner',
            asks: 'Who may change the rules',
            value: ownerOf(config, 'edge', 'dns'),
            findOut: 'Write `owners: { edge: … }` into launch-ready.yaml.',
          }),
        ],
      },
      {
        is: 'table',
        head: ['What', 'The rule', 'As seen'],
        rows: [
          ['Login, sign-up, reset', `A limit per visitor on ${kinds('login', 'signup') || 'these pages'}.`, '? not checked'],
          ['Webhooks', `Signed, and limited gently: senders try again. ${kinds('webhook')}`.trim(), '? not checked'],
          ['Admin pages', `Only for people you name. ${kinds('dashboard')}`.trim(), '? not checked'],
          ['Encryption', 'Every plain address leads to https.', seen(/^routing\/https$|^tls\/hsts$/)],
          ['Other sites', 'Only your own sites may call the API with a login.', seen(/^cors\//)],
          [
            'Safe headers',
            'Pages cannot be framed, sniffed or fed foreign scripts.',
            seen(/^headers\/(?:content-security-policy|framing|sniffing|referrer)$/),
          ],
          ['Cookies', 'Login cookies are hidden from scripts and never sent in the open.', seen(/^headers\/cookie-/)],
          ['Caching', 'Files are cached, pages of a logged-in person never.', seen(/^caching\//)],
          [
            'Internals',
            'No versions, stack traces or inner addresses in answers.',
            seen(/^headers\/(?:internals|version)$|^app\/stack-trace$/),
          ],
          ['Blocked', 'Requests for .env, .git, backups and wp-login get nothing.', '? not checked'],
        ],
        none: '',
      },
      { is: 'command', says: 'See what the rules are now, and what has drifted.', command: 'launch-ready edge drift' },
      { is: 'notes', id: 'edge', invites: 'Why a rule is as it is', text: '' },
    ],
  };
}

/** What is stored, and how it comes back. */
export function backups(known: Known): Section {
  const { handover } = known.config;
  const fact = factsFrom(known);
  return {
    id: 'backups',
    title: 'Backups',
    about: 'A backup that was never restored is a hope.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'backup.what',
            asks: 'What is backed up, and how often',
            value: handover.backups,
            findOut: writeInto('backups'),
          }),
          fact('launch-ready.yaml', {
            id: 'backup.restored',
            asks: 'When a backup was last restored',
            value: handover.restored && day(handover.restored),
            findOut: `Restore one into an empty database, then write the day into \`handover.restored\`.`,
          }),
          fact('launch-ready.yaml', {
            id: 'cost.month',
            asks: 'What it costs, and the caps',
            value: handover.costs,
            findOut: writeInto('costs'),
          }),
        ],
      },
      { is: 'notes', id: 'backups', invites: 'How the last restore went', text: '' },
    ],
  };
}
