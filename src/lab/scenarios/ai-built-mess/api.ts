import type { Route, Site } from '../../scenario.ts';
import { CAREFUL } from '../headers.ts';
import { AT } from './dns.ts';

/** What a health route says when it was written to help its author; the password is made up. */
const HEALTH = {
  status: 'error',
  error: 'connect ECONNREFUSED 10.0.3.20:5432',
  database: ['postgres://coachly', ['hunter', '2222'].join('')].join(':') + '@db-primary.internal:5432/coachly',
  node: 'v18.19.0',
  env: ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'OPENAI_API_KEY'],
};

const ROUTES: readonly Route[] = [
  { path: '/', json: { name: 'Coachly API' } },
  { path: '/api/health', status: 503, json: HEALTH },
  { path: '/api/me', json: { user: null }, cors: { origins: 'reflect', credentials: true } },
  { path: '/api/bookings', headers: { 'Cache-Control': '' }, json: { bookings: [] }, cors: { origins: 'reflect', vary: false } },
  { path: '/api/coaches', json: { coaches: ['Maren', 'Joao'] }, cors: { origins: 'suffix', credentials: true } },
  { path: '/api/recommendations', json: { recommended: [] }, cors: { origins: ['https://coachly.test'] }, delayMs: 520 },
  { path: '/api/sessions', json: { sessions: [] }, cors: { origins: 'null', credentials: true } },
  { path: '/api/billing', json: { plan: 'trial' }, cors: { origins: 'http', credentials: true }, delayMs: 35, oneAtATime: true },
  { path: '*', status: 404, json: { error: 'Not found' } },
];

export const api: Site = {
  hosts: ['api.coachly.test'],
  addresses: [AT.railway],
  headers: {
    'Strict-Transport-Security': CAREFUL['Strict-Transport-Security'],
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  },
  http: ROUTES,
  https: ROUTES,
};
