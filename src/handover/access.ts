import type { Block, Section } from '../core/document.ts';
import { day, factsFrom, type Known, ownerOf, writeInto } from './known.ts';

/** Systems every product has, and the words people call them by. */
const SYSTEMS = [
  { id: 'registrar', asks: 'Domain registrar', words: /registrar|domain/i, owner: ['registrar', 'domain', 'dns'] },
  { id: 'dns', asks: 'DNS and edge', words: /dns|cloudflare|edge/i, owner: ['dns', 'edge'] },
  { id: 'hosting', asks: 'Hosting', words: /host|vercel|netlify|fly|render|railway|server/i, owner: ['deploy', 'hosting'] },
  { id: 'code', asks: 'Code', words: /code|git|repo/i, owner: ['code', 'deploy'] },
  { id: 'database', asks: 'Database', words: /database|data\b|postgres|supabase|neon|firebase/i, owner: ['database', 'data'] },
  { id: 'mail', asks: 'Mail sending', words: /mail|resend|postmark|sendgrid/i, owner: ['email', 'mail'] },
  { id: 'payments', asks: 'Payments', words: /pay|stripe|paddle|billing/i, owner: ['billing', 'payment'] },
  { id: 'monitoring', asks: 'Monitors and alerts', words: /monitor|alert|status|sentry/i, owner: ['monitor', 'alert'] },
] as const;

/** Who can enter what, and how. Passwords have no place in it. */
export function access(known: Known): Section {
  const { config } = known;
  const fact = factsFrom(known);
  const entries = config.handover.access;
  const facts = SYSTEMS.map(({ id, asks, words, owner }) => {
    const entry = entries.find((each) => words.test(each.system));
    const who = entry?.owner ?? ownerOf(config, ...owner);
    const backup = entry?.backup_owner;
    return fact('launch-ready.yaml', {
      id: `access.${id}`,
      asks: `Who owns: ${asks}`,
      value: who === undefined ? undefined : backup === undefined ? who : `${who}, and ${backup} when ${who} cannot`,
      findOut: `Add an entry to \`handover.access\` for "${asks}".`,
    });
  });
  const rows = entries.map((each) => [
    each.system,
    each.account ?? '?',
    each.owner ?? '?',
    each.backup_owner ?? '?',
    each.how_to_enter ?? '?',
    each.recovery ?? '?',
    each.mfa === undefined ? '?' : each.mfa ? 'on' : 'OFF',
    each.renews === undefined ? '?' : day(each.renews),
  ]);
  return {
    id: 'access',
    title: 'Who can enter what',
    about: 'Owners and ways in. It never holds a password: it says where the password lies.',
    blocks: [
      { is: 'facts', facts },
      {
        is: 'table',
        head: ['System', 'Account', 'Owner', 'Backup', 'How to enter', 'Recovery', 'Second factor', 'Renews'],
        rows,
        none: 'UNKNOWN: nobody has written down who can enter what. Fill `handover.access` in launch-ready.yaml.',
      },
      openItems(known),
      { is: 'text', text: 'When one key leaks, this is how far the damage reaches. Change the key first, then look for traces.' },
      blastRadius(known),
      { is: 'notes', id: 'access', invites: 'Other ways in, shared devices, people to call', text: '' },
    ],
  };
}

/** What is wrong with the ways in (SEC-9, HND-5). */
function openItems({ config, now }: Known): Block {
  const soon = new Date(now.getTime() + 60 * 86_400_000).toISOString().slice(0, 10);
  const items = config.handover.access.flatMap((each) => [
    ...(each.former.length > 0
      ? [`${each.system}: make sure that ${each.former.join(', ')} can no longer enter, then take the name out here.`]
      : []),
    ...(each.mfa === false ? [`${each.system}: turn the second factor on. One leaked password opens it today.`] : []),
    ...(each.backup_owner === undefined ? [`${each.system}: name a second person. Nobody can enter while the owner is away.`] : []),
    ...(each.recovery === undefined ? [`${each.system}: write down how to get back in after a lock-out.`] : []),
    ...(each.renews !== undefined && each.renews <= soon ? [`${each.system}: renew it before ${day(each.renews)}.`] : []),
  ]);
  return { is: 'list', items: items.length > 0 ? items : ['Nothing is open that the inventory shows.'] };
}

/** What a stranger can do with a key, by the name of its variable. */
const REACH = [
  [
    /STRIPE_(?:SECRET|RESTRICTED)|STRIPE_.*_KEY/,
    'refund and charge customers, read their names and addresses',
    'dashboard.stripe.com, Developers, API keys',
  ],
  [/STRIPE_WEBHOOK|WEBHOOK.*SECRET/, 'pretend that a payment happened', 'the page of the webhook, Roll secret'],
  [
    /SUPABASE_SERVICE|SERVICE_ROLE/,
    'read, change and delete every row, whatever the access rules say',
    'the project settings of Supabase, API keys',
  ],
  [/DATABASE_URL|POSTGRES|PG(?:PASSWORD|HOST)|MONGO/, 'read, change and delete all data', 'the database: change the password of the role'],
  [
    /OPENAI|ANTHROPIC|MISTRAL|GROQ|GEMINI|REPLICATE/,
    'run up your bill, and read what the account stores',
    'the keys page of the model provider; set a spend cap there',
  ],
  [/RESEND|SENDGRID|POSTMARK|MAILGUN|SMTP/, 'send mail in your name', 'the keys page of the mail provider'],
  [/AWS_/, 'whatever the role may: often files, servers and bills', 'IAM, Security credentials'],
  [/CLOUDFLARE|CF_/, 'change where your domain points', 'dash.cloudflare.com, My profile, API tokens'],
  [/GITHUB|GH_TOKEN/, 'read and change the code, and so what is deployed', 'github.com, Settings, Developer settings'],
  [/JWT|SESSION|AUTH_SECRET|NEXTAUTH|COOKIE/, 'log in as anybody', 'make a new random value; everybody must log in again'],
] as const satisfies readonly (readonly [RegExp, string, string])[];

/** Names that are shown to every visitor, or hold no secret. */
const PUBLIC = /^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|EXPO_PUBLIC_|REACT_APP_)|PUBLISHABLE|ANON_KEY|_URL$|^(?:PORT|HOST|NODE_ENV|LOG_LEVEL|TZ)$/;

/** What one variable opens; nothing for what is public or unknown. */
export function reachOf(name: string): { can: string; rotate: string } | undefined {
  if (PUBLIC.test(name) && !/^DATABASE_URL|POSTGRES/.test(name)) return undefined;
  const found = REACH.find(([pattern]) => pattern.test(name));
  return found && { can: found[1], rotate: found[2] };
}

/** How far each key reaches: by the name of its variable, and for what only the inventory knows by its provider. */
function blastRadius({ variables, secrets: held = [] }: Known): Block {
  const byName = variables.flatMap(({ name }) => {
    const reach = reachOf(name);
    return reach ? [[name, `A stranger can ${reach.can}.`, reach.rotate]] : [];
  });
  const more = held.filter(({ name }) => !byName.some(([known]) => known === name));
  return {
    is: 'table',
    head: ['Key', 'If it leaks', 'Where to change it'],
    rows: [...byName, ...more.map(({ name, opens, console }) => [name, `It opens ${opens}.`, console])],
    none: 'No variable is known that opens something. Run the handover in the checkout, so that its names can be read.',
  };
}

/** Places of one secret that are named. */
const PLACES = 4;

/** Whose each secret is, where it lives, who has seen it, and how far its replacement has come (SEC-6, HND-5). */
function inventory({ secrets: held = [] }: Known): Block {
  return {
    is: 'table',
    head: ['Secret', 'Provider', 'Owner', 'Lives in', 'Seen by others', 'Rotation'],
    rows: held.map(({ name, provider, owner, livesIn, exposed, state, on }) => [
      name,
      provider ?? '?',
      owner ?? '?',
      livesIn.length === 0
        ? '?'
        : `${livesIn.slice(0, PLACES).join(', ')}${livesIn.length > PLACES ? `, and ${livesIn.length - PLACES} more` : ''}`,
      exposed === null ? 'no' : ({ head: 'in the code', history: 'in the history', bundle: 'in the pages' }[exposed] ?? exposed),
      `${state === 'leaked' ? 'LEAKED' : state}${on === null ? '' : ` on ${day(on)}`}`,
    ]),
    none: 'UNKNOWN: run `launch-ready secrets inventory` in the checkout.',
  };
}

/** Where secrets live, by name, and how to change one. */
export function secrets(known: Known): Section {
  const fact = factsFrom(known);
  const { variables, config, report } = known;
  const names = variables.length === 0 ? undefined : `${variables.length} names, in the table below`;
  return {
    id: 'secrets',
    title: 'Environment variables and secrets',
    about: 'Names, never values. A missing one breaks the next deploy.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'secrets.place',
            asks: 'Where secrets live',
            value: config.handover.secrets_in,
            findOut: writeInto('secrets_in'),
          }),
          fact('records', {
            id: 'secrets.names',
            asks: 'Which variables there are',
            value: names,
            findOut: 'Keep a .env.example in the checkout, with names alone.',
          }),
          fact('audit', {
            id: 'secrets.committed',
            asks: 'Whether a file with secrets is in git',
            value: report?.findings.some(({ check, state }) => check === 'secrets/env-file' && (state === 'pass' || state === 'fail'))
              ? filesInGit(known)
              : undefined,
            findOut: 'Run `launch-ready audit .` in the checkout.',
          }),
        ],
      },
      {
        is: 'table',
        head: ['Variable', 'Seen in', 'What it opens'],
        rows: variables.map(({ name, where }) => [
          name,
          where.join(', '),
          reachOf(name)?.can ?? (PUBLIC.test(name) ? 'nothing, it is public' : '?'),
        ]),
        none: 'UNKNOWN: no variable names were found.',
      },
      inventory(known),
      {
        is: 'steps',
        items: [
          'Make the new key at the provider. Keep the old one for now.',
          'Put the new key where secrets live, then deploy.',
          'Try login, payment and mail once. Then delete the old key at the provider.',
          'Write down here that you did it, with the day.',
        ],
      },
      { is: 'notes', id: 'secrets', invites: 'Which key was changed when, and by whom', text: '' },
    ],
  };
}

function filesInGit({ report }: Known): string {
  const failing = report?.findings.find(({ check, state }) => check === 'secrets/env-file' && state === 'fail');
  return failing ? `Yes: ${failing.found}` : 'No';
}
