import type { Config } from '../core/config.ts';
import type { Fact } from '../core/document.ts';
import type { Finding, Report } from '../core/finding.ts';
import type { Line } from '../core/journal.ts';

/** Everything a handover is written from. All of it is data; nothing is looked up while writing. */
export interface Known {
  now: Date;
  config: Config;
  /** Of the last audit; nothing where none was made. */
  report?: Report;
  journal: readonly Line[];
  /** Names of environment variables and where each was seen; never values. */
  variables: readonly { name: string; where: readonly string[] }[];
  /** What the checkout is built with, each part with the file that shows it. */
  stack: readonly { role: string; name: string; from: string }[];
  /** Secrets of the product: who owns them, where they live, and how far a leaked one is replaced; nothing where nobody looked. */
  secrets?: readonly HeldSecret[];
  /** Files of `.launch-ready` that tell of earlier work. */
  records: readonly { name: string; at: string }[];
  /** What people wrote into the places for it, by id. */
  notes: Readonly<Record<string, string>>;
}

/** One secret as a handover tells of it; never its value. */
export interface HeldSecret {
  name: string;
  provider: string | null;
  owner: string | null;
  livesIn: readonly string[];
  exposed: string | null;
  state: string;
  on: string | null;
  opens: string;
  console: string;
}

/** Where a fact comes from. */
export type Source = 'launch-ready.yaml' | 'audit' | 'journal' | 'records';

/** A maker of facts: each with its source and the day it was looked at, unknown where the value is missing or empty. */
export function factsFrom({ now, report }: Pick<Known, 'now' | 'report'>) {
  return (from: Source, fact: { id: string; asks: string; value: string | undefined | null; findOut: string }): Fact => ({
    id: fact.id,
    asks: fact.asks,
    value: fact.value === undefined || fact.value === null || fact.value.trim() === '' ? null : fact.value.trim(),
    source: from,
    checked: from === 'audit' && report ? report.taken : now.toISOString(),
    findOut: fact.findOut,
  });
}

/** How the checks of a group stand: the worst of them; nothing where none was made. */
export function standing(report: Report | undefined, checks: RegExp): { state: 'fail' | 'unknown' | 'pass'; worst?: Finding } | undefined {
  const about = (report?.findings ?? []).filter(({ check, ignored }) => checks.test(check) && ignored === undefined);
  const failing = about.find(({ state }) => state === 'fail');
  if (failing) return { state: 'fail', worst: failing };
  const unknown = about.find(({ state }) => state === 'unknown');
  if (unknown) return { state: 'unknown', worst: unknown };
  return about.some(({ state }) => state === 'pass') ? { state: 'pass' } : undefined;
}

/** How a group of checks stands, in a sentence; nothing where nobody looked. */
export function standingWords(report: Report | undefined, checks: RegExp, fine: string): string | undefined {
  const found = standing(report, checks);
  if (found === undefined || found.state === 'unknown') return undefined;
  return found.state === 'pass' ? fine : `Not yet: ${found.worst?.title ?? ''}`;
}

/** The owner that the configuration names under one of these words. */
export function ownerOf({ owners }: Pick<Config, 'owners'>, ...words: readonly string[]): string | undefined {
  const found = Object.entries(owners).find(([what]) => words.some((word) => what.toLowerCase().includes(word)));
  return found?.[1];
}

/** How somebody fills a gap in the configuration. */
export function writeInto(key: string): string {
  return `Write it into launch-ready.yaml as \`handover.${key}\`.`;
}

/** A day as `22 Nov 2026`. */
export function day(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
