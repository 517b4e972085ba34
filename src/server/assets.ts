import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SCRIPT } from '../reports/html-script.ts';
import { AUDIT } from './islands/audit.ts';
import { CHART } from './islands/chart.ts';
import { LIVE } from './islands/live.ts';
import { SERVER_STYLE } from './pages/style.ts';

interface Asset {
  type: string;
  text: string;
}

const require = createRequire(import.meta.url);
const UPLOT = readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
const UPLOT_STYLE = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');

/** Everything a page loads, all of it from here. */
const ASSETS: Readonly<Record<string, Asset>> = {
  'style.css': { type: 'text/css; charset=utf-8', text: `${SERVER_STYLE}${UPLOT_STYLE}` },
  // In a block of its own, because the audit page runs it again for the report that arrives.
  'report.js': { type: 'text/javascript; charset=utf-8', text: `{${SCRIPT}}` },
  'live.js': { type: 'text/javascript; charset=utf-8', text: LIVE },
  'audit.js': { type: 'text/javascript; charset=utf-8', text: AUDIT },
  'chart.js': { type: 'text/javascript; charset=utf-8', text: `${UPLOT}\n${CHART}` },
};

const HASHES = new Map(
  Object.entries(ASSETS).map(([name, { text }]) => [name, createHash('sha256').update(text).digest('hex').slice(0, 12)]),
);

/** The address of an asset; it changes with its bytes, so it may be kept for ever. */
export function asset(name: string): string {
  return `/assets/${HASHES.get(name) ?? 'none'}/${name}`;
}

/** An asset by its address; nothing for another version than this one. */
export function findAsset(hash: string, name: string): Asset | undefined {
  return Object.hasOwn(ASSETS, name) && HASHES.get(name) === hash ? ASSETS[name] : undefined;
}
