import { files, guardedRoute } from './edit.ts';
import { faultsOn } from './fault.ts';

const workflow = (...steps: string[]): string =>
  [
    'name: release',
    'on: push',
    'permissions: { contents: read }',
    'jobs:',
    '  release:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps,
    '',
  ].join('\n');

/** Reads, waits, builds, packages and pipelines that go wrong, each alone in a clean checkout. */
export const build = faultsOn('copperlane.test', [
  [
    'A partner is asked without an end to the wait.',
    'code/outward-timeouts',
    'repo',
    files({
      'app/api/rates/route.ts': guardedRoute(
        "const rates = await fetch('https://api.rates.test/v1');\nreturn Response.json(await rates.json());",
        'GET',
      ),
    }),
  ],
  [
    'A list has no end.',
    'code/unbounded-reads',
    'repo',
    files({
      'app/api/invoices/route.ts': guardedRoute(
        "const { data } = await database.from('invoices').select('id, cents');\nreturn Response.json(data);",
        'GET',
      ),
    }),
  ],
  [
    'The database is asked once for each line.',
    'code/query-loops',
    'repo',
    files({
      'app/api/batches/route.ts': guardedRoute(
        "const { ids } = await request.json();\nconst all = [];\nfor (const id of ids) all.push(await database.from('invoices').select('id, cents').eq('id', id).single());\nreturn Response.json(all);",
      ),
    }),
  ],
  [
    'A list of people sends everything that is known of them.',
    'code/personal-columns',
    'repo',
    files({
      'app/api/members/route.ts': guardedRoute(
        "const { data } = await database.from('profiles').select('*').limit(20);\nreturn Response.json(data);",
        'GET',
      ),
    }),
  ],
  [
    'The build goes on over errors of types.',
    'code/build-errors',
    'repo',
    files({ 'next.config.ts': 'export default { typescript: { ignoreBuildErrors: true } };\n' }),
  ],
  [
    'The build publishes the source code.',
    'code/source-maps',
    'repo',
    files({ 'next.config.ts': 'export default { productionBrowserSourceMaps: true };\n' }),
  ],
  [
    'A version of Next.js that runs what strangers send it.',
    'code/framework-advisories',
    'repo',
    (world) => {
      const { repository } = world as { repository: Record<string, string> };
      for (const file of ['package.json', 'package-lock.json']) repository[file] = repository[file]!.replaceAll('16.2.6', '16.0.6');
    },
  ],
  [
    'A workflow hands its secrets to the code of strangers.',
    'code/workflows',
    'repo',
    files({
      '.github/workflows/preview.yml': workflow(
        '      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8',
        '        with: { ref: "${{ github.event.pull_request.head.sha }}" }',
        '      - run: npm ci && npm run preview',
        '        env: { STRIPE_SECRET_KEY: "${{ secrets.STRIPE_SECRET_KEY }}" }',
      ).replace('on: push', 'on: pull_request_target'),
    }),
  ],
  [
    'A package that nobody has published.',
    'code/package-registry',
    'repo',
    (world) => {
      const repository = world.repository!; // !: this domain is a checkout
      const about = JSON.parse(repository['package.json']!) as { dependencies: object };
      repository['package.json'] = JSON.stringify({ ...about, dependencies: { ...about.dependencies, 'resend-easy-mailer': '^2.1.0' } });
      world.packages = { 'resend-easy-mailer': 'absent' };
    },
    { also: ['code/dependencies repo'] },
  ],
]);
