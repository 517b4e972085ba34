import type { Fact, Section } from '../core/document.ts';
import type { Line } from '../core/journal.ts';
import { day, factsFrom, type Known, ownerOf, writeInto } from './known.ts';

const last = <K extends Line['entry']['is']>(
  journal: readonly Line[],
  is: K,
): (Line & { entry: Extract<Line['entry'], { is: K }> }) | undefined =>
  [...journal].reverse().find((line): line is Line & { entry: Extract<Line['entry'], { is: K }> } => line.entry.is === is);

/** How a release goes live, and how it is taken back. */
export function deploys(known: Known): Section {
  const { config, journal } = known;
  const { handover } = config;
  const fact = factsFrom(known);
  const [deployed, rolledBack, drilled] = [last(journal, 'deployed'), last(journal, 'rolled-back'), last(journal, 'drilled')];
  // Who has deployed with us once knows how, whether or not somebody wrote it down.
  const way = ({ id, asks, told, ours, key }: Record<'id' | 'asks' | 'ours' | 'key', string> & { told: string | undefined }): Fact =>
    told === undefined && deployed
      ? fact('journal', { id, asks, value: `\`${ours}\``, findOut: '' })
      : fact('launch-ready.yaml', { id, asks, value: told, findOut: writeInto(key) });
  return {
    id: 'deploy',
    title: 'Deploy and roll back',
    about: 'One way to put a release live, and one to take it back.',
    blocks: [
      {
        is: 'facts',
        facts: [
          way({ id: 'deploy.how', asks: 'How a release goes live', told: handover.deploy, ours: 'launch-ready deploy run', key: 'deploy' }),
          way({
            id: 'rollback.how',
            asks: 'How to go back',
            told: handover.rollback,
            ours: 'launch-ready deploy rollback',
            key: 'rollback',
          }),
          fact('launch-ready.yaml', {
            id: 'deploy.owner',
            asks: 'Who may deploy',
            value: ownerOf(config, 'deploy'),
            findOut: 'Write `owners: { deploy: … }` into launch-ready.yaml.',
          }),
          fact('journal', {
            id: 'deploy.last',
            asks: 'The last deploy',
            value: deployed && `${deployed.entry.release}, ${day(deployed.at)}`,
            findOut: 'Deploy with `launch-ready deploy run`, which keeps the record.',
          }),
          fact('journal', {
            id: 'rollback.drill',
            asks: 'When going back was last tried',
            value: drilled && day(drilled.at),
            findOut: 'Try it now with `launch-ready deploy drill`.',
          }),
          fact('launch-ready.yaml', {
            id: 'logs.place',
            asks: 'Where the logs are read',
            value: handover.logs,
            findOut: writeInto('logs'),
          }),
        ],
      },
      ...(rolledBack
        ? [
            {
              is: 'text',
              text: `The last real rollback was on ${day(rolledBack.at)}: from ${rolledBack.entry.release} to ${rolledBack.entry.to}.`,
            } as const,
          ]
        : []),
      { is: 'notes', id: 'deploy', invites: 'What to know about migrations and long jobs', text: '' },
    ],
  };
}

/** One page to follow before every release and after each deploy (HND-3, DEP-7). */
export function releasePage({ config }: Known): Section {
  const { handover } = config;
  const domain = config.domain ?? 'your-domain.com';
  return {
    id: 'release',
    title: 'Before every release, after each deploy',
    about: 'Print this page. Follow it in order. Stop at the first step that fails.',
    page: true,
    blocks: [
      { is: 'heading', text: 'Before' },
      {
        is: 'steps',
        items: [
          'Say what changes, in one sentence that a customer understands.',
          'Look that no variable is missing: `launch-ready env check`.',
          'Look that no secret goes out: `launch-ready secrets scan`.',
          'Look that build, routes and migrations are ready: `launch-ready deploy check`.',
          'Do not release on a Friday evening, or alone.',
        ],
      },
      { is: 'heading', text: 'Release' },
      { is: 'command', says: 'Put it live, and write down the time.', command: handover.deploy ?? 'launch-ready deploy run' },
      { is: 'heading', text: 'After' },
      {
        is: 'steps',
        items: [
          'Try what customers do: `launch-ready smoke`.',
          `Look at the outside once: \`launch-ready audit ${domain}\`.`,
          'Sign up with a new address, and see that the mail arrives.',
          'Watch errors and speed for 15 minutes.',
          'Write down the release, and what it changed.',
        ],
      },
      { is: 'heading', text: 'If anything above fails' },
      { is: 'command', says: 'Go back first. Look for the cause later.', command: handover.rollback ?? 'launch-ready deploy rollback' },
    ],
  };
}

/** What is watched, who is woken, and what each alert means. */
export function watch(known: Known): Section {
  const { config } = known;
  const { handover } = config;
  const fact = factsFrom(known);
  const alerts = config.alerts.map(
    ({ channel, to, severity, owner }) =>
      `${channel} to ${to.startsWith('${') ? 'a secret address' : to} (${severity}${owner === undefined ? '' : `, ${owner}`})`,
  );
  return {
    id: 'watch',
    title: 'Monitors and what alerts mean',
    about: 'You should hear of trouble before your customers do.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'watch.routes',
            asks: 'Which pages are watched',
            value: config.routes.map(({ name }) => name).join(', '),
            findOut: 'Name `routes` in launch-ready.yaml, then run `launch-ready serve`.',
          }),
          fact('launch-ready.yaml', {
            id: 'watch.place',
            asks: 'Where the monitors are seen',
            value: handover.monitors,
            findOut: writeInto('monitors'),
          }),
          fact('launch-ready.yaml', {
            id: 'watch.errors',
            asks: 'Where errors are collected',
            value: handover.errors,
            findOut: writeInto('errors'),
          }),
          fact('launch-ready.yaml', {
            id: 'watch.alerts',
            asks: 'Who is told, and how',
            value: alerts.join('; '),
            findOut: 'Name `alerts` in launch-ready.yaml.',
          }),
        ],
      },
      {
        is: 'table',
        head: ['Alert', 'What it means', 'First'],
        rows: [
          ['DOWN', 'A page failed twice in a row. Customers see it too.', 'Open the page yourself. Then the incident page below.'],
          ['RESOLVED', 'It answers again.', 'Write down what it was.'],
          ['Errors rose', 'More requests fail than usual.', 'Was there a deploy in the last hour? Go back.'],
          ['Slow', 'Most visitors wait longer than your limit.', 'Look which route, then at the database.'],
          ['Certificate ends soon', 'In a few days browsers will warn every visitor.', 'Renew it at the host; see Domains.'],
          ['Mail check failed', 'Mail may land in spam.', 'See Mail. Did a DNS record change?'],
        ],
        none: '',
      },
      { is: 'notes', id: 'watch', invites: 'Alerts that can be ignored, and why', text: '' },
    ],
  };
}

/** The first quarter of an hour, and the note to write (INC-1, INC-2). */
export function incident({ config }: Known): Section {
  return {
    id: 'incident',
    title: 'When something is wrong: the first 15 minutes',
    about: 'Print this page. Somebody answers within 15 minutes, even if only to say so.',
    page: true,
    blocks: [
      {
        is: 'steps',
        items: [
          'Minute 0: say in the channel that you have it. One person leads.',
          'Minute 1: open the product yourself, on a phone without wifi. What do you see?',
          'Minute 3: is it everybody, or one page, one region, one customer?',
          'Minute 4: was there a deploy, a DNS change or a new key today? Then undo that first.',
          `Minute 6: run \`launch-ready audit ${config.domain ?? 'your-domain.com'}\` and read the first line.`,
          'Minute 8: look at the status pages of hosting, database, mail and payments.',
          'Minute 10: tell customers what is broken, and when you will write again.',
          'Minute 15: not better? Call the owner of the system from the access page.',
        ],
      },
      { is: 'text', text: 'The note. Copy it, fill it, keep it:' },
      {
        is: 'table',
        head: ['Field', 'Write'],
        rows: [
          ['What customers saw', ''],
          ['From, until', ''],
          ['How we heard of it', ''],
          ['What set it off', ''],
          ['What made it worse', ''],
          ['What ended it', ''],
          ['Went well, went wrong, was luck', ''],
          ['What we change, who, until when', ''],
        ],
        none: '',
      },
      { is: 'notes', id: 'incident', invites: 'Past incidents, one line each', text: '' },
    ],
  };
}
