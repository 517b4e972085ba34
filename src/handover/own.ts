import type { Pack, Section } from '../core/document.ts';
import type { Finding, Report } from '../core/finding.ts';
import { factsFrom, type Known, ownerOf, standing, writeInto } from './known.ts';

/** "What you own", on one page: the product, the money, the map. */
export function whatYouOwn(known: Known): Section {
  const { config, report } = known;
  const { handover } = config;
  const fact = factsFrom(known);
  const home = config.routes.find((route) => route.kind === 'home')?.url ?? (config.canonical && `https://${config.canonical}/`);
  const hosts = [...new Set((report?.map?.hosts ?? []).flatMap((host) => host.provider ?? []))].join(', ');
  return {
    id: 'own',
    title: 'What you own',
    about: 'The whole product on one page. Start here.',
    blocks: [
      {
        is: 'facts',
        facts: [
          fact('launch-ready.yaml', {
            id: 'product.summary',
            asks: 'What the product does, and for whom',
            value: handover.summary,
            findOut: writeInto('summary'),
          }),
          fact('launch-ready.yaml', {
            id: 'product.money',
            asks: 'How money comes in, and where it goes',
            value: handover.money,
            findOut: writeInto('money'),
          }),
          fact('launch-ready.yaml', {
            id: 'product.url',
            asks: 'Which address is the live product',
            value: home ?? config.domain,
            findOut: 'Write `canonical` and `routes` into launch-ready.yaml.',
          }),
          fact('launch-ready.yaml', {
            id: 'code.place',
            asks: 'Where the code lives',
            value: handover.repository,
            findOut: writeInto('repository'),
          }),
          handover.hosting === undefined
            ? fact('audit', { id: 'hosting.place', asks: 'Where it runs', value: hosts, findOut: writeInto('hosting') })
            : fact('launch-ready.yaml', { id: 'hosting.place', asks: 'Where it runs', value: handover.hosting, findOut: '' }),
          fact('launch-ready.yaml', {
            id: 'data.place',
            asks: 'Where the data lies',
            value: handover.database,
            findOut: writeInto('database'),
          }),
          fact('launch-ready.yaml', {
            id: 'support.place',
            asks: 'Where customers write to',
            value: handover.support,
            findOut: writeInto('support'),
          }),
        ],
      },
      {
        is: 'table',
        head: ['Built with', 'For', 'Shown by'],
        rows: known.stack.map(({ name, role, from }) => [name, role, from]),
        none: 'UNKNOWN: run the handover in the checkout, so that its files can be read.',
      },
      ...(report?.map ? [{ is: 'map', map: report.map, taken: report.taken } as const] : []),
      { is: 'notes', id: 'own', invites: 'What else somebody new should know', text: '' },
    ],
  };
}

/** A report in which what is merely better counts as passed: a box is about what stops customers. */
function urgentOf(report: Report | undefined): Report | undefined {
  const mild = (finding: Finding): boolean => finding.state === 'fail' && (finding.severity === 'medium' || finding.severity === 'low');
  return report && { ...report, findings: report.findings.map((finding) => (mild(finding) ? { ...finding, state: 'pass' } : finding)) };
}

/** The five things to leave behind: one domain, one production environment, one mail set-up, one set of monitors, one document (HND-8). */
export function fiveBoxes(known: Known): Pack['boxes'] {
  const { config, report, journal } = known;
  const live = [...journal].reverse().find(({ entry }) => entry.is === 'deployed');
  const domain = standing(
    report,
    /^(?:dns\/(?:resolves|www|delegation)|routing\/(?:canonical|loop|reachable)|tls\/(?:expiry|name|handshake))$/,
  );
  const mail = standing(urgentOf(report), /^email\/(?:spf|dkim|dmarc)/);
  const told = (found: ReturnType<typeof standing>, fine: string): { there: boolean | null; because: string } =>
    found === undefined || found.state === 'unknown'
      ? { there: null, because: 'Not checked. Run `launch-ready audit`.' }
      : found.state === 'pass'
        ? { there: true, because: fine }
        : { there: false, because: found.worst?.title ?? '' };
  const watched = config.alerts.length > 0 && config.routes.length > 0;
  return [
    { box: 'One domain', ...told(domain, 'It resolves, redirects and is encrypted.') },
    {
      box: 'One production environment',
      ...(live && live.entry.is === 'deployed'
        ? { there: true, because: `Release ${live.entry.release} is live.` }
        : { there: null, because: 'No deploy is on record. Deploy with `launch-ready deploy run`.' }),
    },
    { box: 'One mail set-up', ...told(mail, 'Receivers can tell that mail is yours.') },
    {
      box: 'One set of monitors',
      there: watched,
      because: watched
        ? `${many(config.routes.length, 'route')} and ${many(config.alerts.length, 'alert')} are set up.`
        : 'Name `routes` and `alerts` in launch-ready.yaml.',
    },
    { box: 'One handover document', there: true, because: `This one. Owner of deploys: ${ownerOf(config, 'deploy') ?? 'UNKNOWN'}.` },
  ];
}

function many(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
