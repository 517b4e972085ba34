import { app } from './app.ts';
import { build } from './build.ts';
import { database } from './database.ts';
import { dns } from './dns.ts';
import { edge } from './edge.ts';
import { exposure } from './exposure.ts';
import type { MatrixFault } from './fault.ts';
import { headers } from './headers.ts';
import { mail } from './mail.ts';
import { parts } from './parts.ts';
import { requests } from './requests.ts';
import { routing } from './routing.ts';
import { sharing } from './sharing.ts';
import { tls } from './tls.ts';

/** Every fault of the matrix, each on its own in the clean twin of its domain. */
export const matrix: readonly MatrixFault[] = [
  ...dns,
  ...mail,
  ...tls,
  ...routing,
  ...headers,
  ...sharing,
  ...edge,
  ...app,
  ...exposure,
  ...parts,
  ...requests,
  ...build,
  ...database,
];
