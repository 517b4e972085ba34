import type { Cors, CorsAnswer } from './cors-answers.ts';

/** The origins a probe tries on a route of acme.com, by kind; for examples. */
const ORIGINS = {
  stranger: 'https://attacker.example.com',
  null: 'null',
  prefix: 'https://acme.com.example.com',
  suffix: 'https://exampleacme.com',
  http: 'http://acme.com',
  subdomain: 'https://launch-ready-check.acme.com',
} as const satisfies Record<CorsAnswer['kind'], string>;

type Change = Partial<Omit<CorsAnswer, 'kind' | 'origin'>> | 'reflects' | 'reflects-with-login';

/** A route that lets no foreign origin in, for examples, except as `change` says. */
export function sampleCors(change: Partial<Record<CorsAnswer['kind'], Change>> = {}, all: Partial<CorsAnswer> = {}): Cors {
  // as: Object.keys forgets the literal keys
  const kinds = Object.keys(ORIGINS) as CorsAnswer['kind'][];
  return {
    preflight: null,
    answers: kinds.map((kind) => {
      const told = change[kind] ?? {};
      const closed = { kind, origin: ORIGINS[kind], status: 200, allowOrigin: null, allowCredentials: false, varyOrigin: true, ...all };
      if (typeof told === 'object') return { ...closed, ...told };
      return { ...closed, allowOrigin: ORIGINS[kind], allowCredentials: told === 'reflects-with-login' };
    }),
  };
}

/** A preflight that lets the stranger change things with the login of the visitor, for examples. */
export const OPEN_PREFLIGHT = { status: 204, allowOrigin: ORIGINS.stranger, allowCredentials: true, methods: ['GET', 'PUT'] };

/** The API route of the examples. */
export const API_ROUTE = { kind: 'url', url: 'https://acme.com/api/me', for: 'api' } as const;
