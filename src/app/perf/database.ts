import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb, type Page } from '../../core/verb.ts';
import { openDatabase } from '../../load/database/connection.ts';
import { watchRoute } from '../../load/database/route.ts';
import type { PerfDatabase } from '../../load/result.ts';
import { keep } from '../../load/store.ts';
import { redact } from '../../redact/redact.ts';
import { painter } from '../../reports/paint.ts';
import { renderRoute } from '../../reports/strip.ts';
import { line, plain } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { planRoutes } from './routes.ts';
import { folded } from './run.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  url: z.array(z.string()).optional().describe('Look at these addresses alone'),
  route: z.array(z.string()).optional().describe('Look at these routes of launch-ready.yaml alone'),
  database: z.string().default('').describe('The environment variable with the PostgreSQL address; `perf.database` where left out'),
  repo: repoInput,
});

/** `launch-ready perf database`: which queries a route runs, and which index it lacks. */
export const perfDatabase = defineVerb<z.output<typeof takes>, PerfDatabase>({
  name: 'perf database',
  does: 'Name repeated, unbounded and unindexed queries by route, with the SQL of missing indexes',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<PerfDatabase>(),
  examples: [
    'launch-ready perf database --database DATABASE_URL',
    'launch-ready perf database --url http://localhost:3000/feed --allow-private',
  ],
  async run(input, io, tell) {
    const { routes, config, shotOf } = await planRoutes(input, io, tell);
    const variable = input.database || /^\$\{(\w+)\}$/.exec(config.perf.database ?? '')?.[1];
    if (variable === undefined)
      throw new UserError(
        'no-database',
        'No database is named.',
        'Write `perf: { database: ${DATABASE_URL} }` into launch-ready.yaml, or give --database DATABASE_URL.',
      );
    const address = io.env[variable];
    if (!address)
      throw new UserError(
        'no-such-variable',
        `The environment variable ${variable.slice(0, 40)} is not set.`,
        'It holds the address of the database, as postgres://…',
      );
    await using database = await openDatabase(address);
    const seen: PerfDatabase['routes'] = [];
    for (const { name, url } of routes) {
      tell({ is: 'asking', text: `${name}: five calls, and what the database counts` });
      seen.push({ name, url, ...(await watchRoute(io, database, shotOf(url))) });
    }
    const gave = redact({ schema: 1, at: io.now().toISOString(), routes: seen }) as PerfDatabase; // as: redacting keeps the shape
    if (input.url === undefined) keep(openWorkspace(input.repo).state, 'database', gave);
    return gave;
  },
  shows: (gave, page) => showDatabase(gave, page),
  exit: ({ routes }) => (routes.some(({ faults }) => faults.length > 0) ? 1 : routes.some((route) => route.void !== undefined) ? 3 : 0),
});

const WORDS = { 'n-plus-one': 'N+1', unbounded: 'NO END', 'missing-index': 'INDEX', 'reads-much': 'READS' } as const;

function showDatabase({ routes }: PerfDatabase, { width, colour }: Page): string {
  const paint = painter(colour);
  const lines = routes.flatMap((route) => {
    const mark =
      route.void !== undefined
        ? (['unknown', 'VOID'] as const)
        : route.faults.length > 0
          ? (['high', 'FOUND'] as const)
          : (['pass', 'PASS'] as const);
    return [
      `${paint(mark[0], mark[1].padEnd(8))}${paint('strong', renderRoute(line(route.name), plain(route.url), width - 8))}`,
      ...folded(
        route.void ?? `${route.queries} ${route.queries === 1 ? 'query' : 'queries'} and ${route.ms} ms in the database per request`,
        width,
      ),
      ...route.faults.flatMap((fault) => [
        ...folded(`${WORDS[fault.is]}: ${fault.says}`, width),
        `          ${paint('faint', line(fault.sql, width - 10))}`,
        ...(fault.advice
          ? [`          ${plain(fault.advice.up)}`, `          ${paint('faint', `undo: ${plain(fault.advice.down)}`)}`]
          : []),
      ]),
      '',
    ];
  });
  const advised = routes.some(({ faults }) => faults.some(({ advice }) => advice !== undefined));
  const note = advised
    ? ['CONCURRENTLY locks nobody out, cannot run inside a transaction, and may leave an INVALID index that you drop and make again.']
    : [];
  return `${[...lines, ...note.flatMap((each) => folded(each, width))].join('\n')}\n`;
}
