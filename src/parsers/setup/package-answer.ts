import { asRecord, parseJsonc } from './jsonc.ts';

/** What a registry says of one name. */
export interface PackageAnswer {
  /** `held`: the registry took the package away as malware and keeps the name. */
  is: 'there' | 'absent' | 'held';
  versions: number;
  /** When the first version came, ISO; null where the answer does not tell. */
  published: string | null;
  /** When the last change came, ISO; null where the answer does not tell. */
  changed: string | null;
}

const ABSENT: PackageAnswer = { is: 'absent', versions: 0, published: null, changed: null };

/**
 * An answer of npm's registry, whole or abbreviated (docs/responses/package-metadata.md of npm/registry); null where it is none. A name
 * whose versions were all unpublished is absent: nobody can install it, and it may be taken again. Never throws.
 */
export function npmAnswer(text: string): PackageAnswer | null {
  const said = asRecord(parseJsonc(text));
  const time = asRecord(said?.['time']);
  const versions = Object.keys(asRecord(said?.['versions']) ?? {});
  if (!said || typeof said['name'] !== 'string') return null;
  if (versions.length === 0) return said['versions'] !== undefined || time?.['unpublished'] !== undefined ? ABSENT : null;
  return {
    // npm puts 0.0.1-security in the place of malware.
    is: versions.every((version) => /^\d+\.\d+\.\d+-security(?:\.\d+)?$/.test(version)) ? 'held' : 'there',
    versions: versions.length,
    published: timeOf(time?.['created']),
    changed: timeOf(time?.['modified'] ?? said['modified']),
  };
}

/** An answer of PyPI's index as JSON (PEP 691, PEP 700, PEP 792); null where it is none. Never throws. */
export function pypiAnswer(text: string): PackageAnswer | null {
  const said = asRecord(parseJsonc(text));
  const files = said?.['files'];
  if (!said || typeof said['name'] !== 'string' || !Array.isArray(files)) return null;
  const times = files.flatMap((file) => timeOf(asRecord(file)?.['upload-time']) ?? []).toSorted();
  const versions = Array.isArray(said['versions']) ? said['versions'].length : new Set(times).size;
  const isHeld = asRecord(said['project-status'])?.['status'] === 'quarantined';
  if (files.length === 0 && !isHeld) return ABSENT;
  return { is: isHeld ? 'held' : 'there', versions, published: times[0] ?? null, changed: times.at(-1) ?? null };
}

function timeOf(value: unknown): string | null {
  const at = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
