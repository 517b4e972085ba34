import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/bundle.ts';
import type { Change, Json } from '../../core/change.ts';

/** Who carries out changes of files in the checkout. */
export const PROVIDER = 'files';

/** A file of the checkout as it is and as it should be; null is a file that is not there. */
export interface FilePatch {
  /** Relative to the root, with slashes. */
  path: string;
  /** One line for a person. */
  says: string;
  before: Buffer | null;
  after: Buffer | null;
  /** Findings it should mend. */
  mends?: readonly string[];
}

/** The hash by which the journal knows the content of a file. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A patch as a change: it names both contents by their hashes, so that no content is ever in the journal. Pure. */
export function changeOf({ path, says, before, after, mends }: FilePatch): Change {
  return changed({ at: `file ${path}`, says, before: held(before), after: held(after), ...(mends ? { mends } : {}) });
}

/** The change that puts the former content back. Pure. */
export function backOf({ at, before, after }: Change): Change {
  return changed({
    at,
    says: before === null ? `Remove ${pathOf({ at })} again` : `Put ${pathOf({ at })} back`,
    before: after,
    after: before,
  });
}

/** The path that a change is about. */
export function pathOf({ at }: Pick<Change, 'at'>): string {
  return at.slice('file '.length);
}

/** The hash of the content before or after a change; null for no file. */
export function hashIn(side: Json): string | null {
  return side !== null && typeof side === 'object' && 'sha256' in side ? (side['sha256'] as string) : null; // as: held wrote it
}

function changed(about: Omit<Change, 'id' | 'provider' | 'risk'>): Change {
  const { at, before, after } = about;
  const id = createHash('sha256')
    .update(canonicalJson({ provider: PROVIDER, at, before, after }))
    .digest('hex')
    .slice(0, 12);
  return { id, provider: PROVIDER, risk: 'none', ...about };
}

function held(bytes: Buffer | null): Json {
  return bytes === null ? null : { sha256: hashOf(bytes), bytes: bytes.length };
}
