import { printable } from '../core/bundle.ts';
import type { Report } from '../core/finding.ts';

/** The report itself as JSON, two spaces deep: `schema/report.json` describes it. */
export function renderJson(report: Report): string {
  return `${printable(JSON.stringify(report, null, 2))}\n`;
}
