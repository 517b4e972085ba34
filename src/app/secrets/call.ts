import type { Url } from '../../core/vocabulary.ts';

/** One read-only question to a provider, and what its answers mean. What is not listed means nothing. */
export interface Call {
  /** The kinds of secret it is for. */
  rules: readonly [string, ...string[]];
  /** The provider as a finding names it: a shape that several share goes to nobody but its own. */
  provider: string;
  method?: 'POST';
  /** Fixed but for `{host}` (see `host`). */
  url: Url;
  /** A part of the host that the secret itself names, and the only shape it may have; without it nothing is asked. */
  host?: { from: 'supabase-ref' | 'after-dash'; is: RegExp };
  /** How it is shown: in which headers, and what stands before it there; or as the password of Basic. */
  shown: readonly { header: string; before?: string }[] | 'basic';
  headers?: Readonly<Record<string, string>>;
  /** Secrets of these kinds that this question is not for. */
  not?: RegExp;
  /** Bodies that mean live or refused whatever the status is, asked in this order, before any status. */
  liveBody?: RegExp;
  refusedBody?: RegExp;
  /** Statuses that mean refused. A 200 with JSON means live, unless only bodies tell. */
  refused: readonly number[];
  onlyBodies?: true;
  /** Set where the secret may belong to another host, so that a refusal proves nothing. */
  elsewhere?: string;
  /** Where the question is told; read 2026-11. */
  source: Url;
}

/** The header most providers read a secret from (RFC 6750). */
export const BEARER = [{ header: 'Authorization', before: 'Bearer ' }] as const;
