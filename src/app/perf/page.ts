import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Profile } from '../../core/profile.ts';
import { defineVerb, type Page } from '../../core/verb.ts';
import { measurePage, type PageMeasured } from '../../probes/browser/measure.ts';
import { redact } from '../../redact/redact.ts';
import { painter } from '../../reports/paint.ts';
import { line, plain } from '../../reports/text.ts';
import { repoInput } from '../workspace.ts';
import { type Choice, planRoutes } from './routes.ts';
import { folded } from './run.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  url: z.array(z.string()).optional().describe('Measure these pages alone'),
  route: z.array(z.string()).optional().describe('Measure these pages of launch-ready.yaml alone'),
  profile: z.string().optional().describe('The bar to hold the product to'),
  runs: z.coerce.number().int().min(1).max(20).default(5).describe('Loads of each page; the middle one counts'),
  network: z.enum(['phone', 'none']).default('phone').describe('What to pretend: a phone on a slow line, or nothing'),
  repo: repoInput,
});

export interface PerfPageRow extends PageMeasured {
  name: string;
  url: string;
  verdict: 'pass' | 'slow' | 'fail' | 'void';
  because: string;
}

export interface PerfPage {
  schema: 1;
  at: string;
  profile: string;
  network: 'phone' | 'none';
  pages: PerfPageRow[];
}

const PAGES: ReadonlySet<string> = new Set(['home', 'page', 'login', 'signup', 'dashboard', 'checkout']);
const MOST_PAGES = 5;

/** `launch-ready perf page`: what a visitor's browser waits for, observed. */
export const perfPage = defineVerb<z.output<typeof takes>, PerfPage>({
  name: 'perf page',
  does: 'Load pages in Chromium as a phone would: largest paint, bytes, blockers, mixed content',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<PerfPage>(),
  examples: [
    'launch-ready perf page --url https://acme.com/',
    'launch-ready perf page --network none',
    'launch-ready perf page --lab healthy',
  ],
  async run(input, io, tell) {
    const choice: Choice = input;
    const { routes, profile } = await planRoutes(choice, io, tell);
    const wanted = routes.filter(({ kind }) => input.url !== undefined || PAGES.has(kind)).slice(0, MOST_PAGES);
    if (wanted.length === 0) throw new UserError('no-pages', 'None of the routes is a page.', 'Give one: --url https://acme.com/.');
    const pages: PerfPageRow[] = [];
    for (const { name, url } of wanted) {
      tell({ is: 'asking', text: `${name}: ${input.runs} loads in Chromium` });
      const measured = await measurePage(io, { url, runs: input.runs, phone: input.network === 'phone' });
      pages.push({ name, url, ...judged(measured, profile), ...measured });
    }
    return redact({ schema: 1, at: io.now().toISOString(), profile: profile.name, network: input.network, pages }) as PerfPage; // as: redacting keeps the shape
  },
  shows: (gave, page) => showPages(gave, page),
  exit: ({ pages }) => (pages.some(({ verdict }) => verdict === 'fail') ? 1 : pages.some(({ verdict }) => verdict === 'void') ? 3 : 0),
});

/** How a page stands; blocked mixed content breaks it, whatever its speed. Pure. */
export function judged(measured: PageMeasured, profile: Pick<Profile, 'bars'>): Pick<PerfPageRow, 'verdict' | 'because'> {
  if (measured.void !== undefined) return { verdict: 'void', because: measured.void };
  const late = (['lcp', 'page_load', 'ttfb_cached'] as const).flatMap((name) => {
    const bar = profile.bars[name];
    const ms = name === 'lcp' ? measured.lcp.ms : name === 'page_load' ? measured.load.ms : measured.ttfbMs;
    const unit = bar?.unit === 's' ? 1_000 : 1;
    if (ms === null || typeof bar?.target !== 'number' || ms <= bar.target * unit) return [];
    const failed = typeof bar.failure === 'number' && ms > bar.failure * unit;
    return [{ failed, says: `${NAMES[name]} takes ${seconds(ms)}, wished for ${seconds(bar.target * unit)}` }];
  });
  const broken = measured.mixed.filter(({ active }) => active);
  const says = [
    ...(broken.length > 0
      ? [`Browsers block ${broken.length} insecure ${broken.length === 1 ? 'address' : 'addresses'} on this page`]
      : []),
    ...(measured.mixed.length > broken.length ? ['It asks for pictures over http'] : []),
    ...late.map((each) => each.says),
    ...(measured.blocking.length > 0
      ? [`It shows nothing until ${measured.blocking.length} foreign ${measured.blocking.length === 1 ? 'file has' : 'files have'} come`]
      : []),
  ];
  const verdict = broken.length > 0 || late.some((each) => each.failed) ? 'fail' : says.length > 0 ? 'slow' : 'pass';
  return { verdict, because: says.length === 0 ? 'Nothing keeps your visitors waiting.' : `${says.join('. ')}.` };
}

const NAMES = { lcp: 'The main content', page_load: 'The whole page', ttfb_cached: 'The first byte' } as const;

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

const MARKS = { pass: ['pass', 'PASS'], slow: ['medium', 'SLOW'], fail: ['blocker', 'FAIL'], void: ['unknown', 'VOID'] } as const;

function showPages({ pages, network, profile }: PerfPage, { width, colour }: Page): string {
  const paint = painter(colour);
  const shown = (ms: number | null): string => (ms === null ? 'none seen' : seconds(ms));
  const lines = pages.flatMap((page) => {
    const [mark, word] = MARKS[page.verdict];
    const numbers = `largest paint ${shown(page.lcp.ms)} (${shown(page.lcp.low)} to ${shown(page.lcp.high)}) · loaded ${shown(page.load.ms)} · first byte ${shown(page.ttfbMs)} · ${Math.round(page.bytes / 1_000)} kB in ${page.requests} requests`;
    return [
      `${paint(mark, word.padEnd(8))}${paint('strong', plain(page.url).replace(/^https?:\/\//, ''))}`,
      ...(page.verdict === 'void' ? [] : folded(numbers, width)),
      ...folded(line(page.because), width),
      ...page.mixed.map(({ url, active }) => `        ${active ? 'blocked' : 'insecure'}  ${line(url, width - 20)}`),
      ...page.blocking.map((url) => `        waits for ${line(url, width - 20)}`),
      ...page.errors.map((error) => `        throws    ${line(error, width - 20)}`),
      '',
    ];
  });
  const how =
    network === 'phone'
      ? 'a phone: 150 ms round trip, 1.6 Mbit/s, a quarter of this processor'
      : 'this machine and its network as they are';
  return `${[...lines, paint('faint', `Median of ${pages[0]?.runs ?? 0} loads on ${how}; profile ${profile}`)].join('\n')}\n`;
}
