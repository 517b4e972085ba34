import { z } from 'zod';
import { EXPOSURES, type FoundSecret } from '../../core/secret.ts';
import { SEVERITIES } from '../../core/vocabulary.ts';

/** Secrets as evidence: no value, and no keyed hash of one. */
export const foundSecrets = z.array(
  z.object({
    rule: z.string(),
    kind: z.string(),
    provider: z.string(),
    severity: z.enum(SEVERITIES),
    masked: z.string(),
    exposure: z.enum(EXPOSURES),
    says: z.array(z.string()),
    places: z.array(
      z.object({
        exposure: z.enum(EXPOSURES),
        at: z.string(),
        line: z.int().nullable(),
        via: z.string().optional(),
        coded: z.string().optional(),
        commit: z.string().optional(),
        date: z.string().optional(),
        inHead: z.boolean().optional(),
      }),
    ),
    more: z.int(),
  }),
);
export type EvidenceOfSecret = z.output<typeof foundSecrets>[number];

/** Evidence holds no ids of secrets, so none are keyed. */
export const NO_IDS = '';

/** A found secret as evidence keeps it. */
export function asEvidence({ id: _id, variable: _variable, ...rest }: FoundSecret): EvidenceOfSecret {
  return rest;
}
