import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Report } from '../../core/finding.ts';
import { canonicalJson } from '../../core/bundle.ts';
import { makeState, writeText } from '../workspace.ts';

/** Keeps a report of this sprint beside its journal, so that a sprint that is broken off need not look again. */
export function keepReport(state: string, name: 'before' | 'after', report: Report): void {
  makeState(state);
  writeText(fileOf(state, name), canonicalJson(report, 1));
}

/** The report that was kept. Throws a UserError where it is gone. */
export function keptReport(state: string, name: 'before' | 'after'): Report {
  try {
    return JSON.parse(readFileSync(fileOf(state, name), 'utf8')) as Report; // as: written by keepReport alone
  } catch {
    throw new UserError(
      'sprint-memory',
      `${fileOf(state, name)} of this sprint is missing or broken.`,
      'Move .launch-ready/journal.jsonl away to begin a new sprint.',
    );
  }
}

function fileOf(state: string, name: string): string {
  return join(state, `sprint-${name}.json`);
}
