import { answeredStacks, sharedAnswers, toldSecrets } from './answers.ts';
import { builtInNames, builtInSecrets } from './built-in-secrets.ts';
import { clientAdmins, clientSecrets } from './client-secrets.ts';
import { bareCookies, crossingCookies, looseCookies } from './cookies.ts';
import { type Door, doorsOf } from './doors.ts';
import { fallbackSecrets } from './fallback-secrets.ts';
import { type CodeFile, readCodeFile } from './file.ts';
import { type HandedOn, type Helper, helpersOf } from './borrowed.ts';
import { requestMarkup } from './html.ts';
import { type HandedIn, handedIn, type Sink, sinksOf } from './handed.ts';
import { comparesPasswords, unlimitedLogins } from './logins.ts';
import { openOrigins } from './origins.ts';
import { type Mount, mountsOf } from './mounts.ts';
import { clientPrices } from './prices.ts';
import { exportsOf } from './handlers.ts';
import { importedPackages } from './imports.ts';
import { cutOffLists, queryLoops, unboundedQueries, wholePeople } from './reads.ts';
import { openRedirects } from './redirects.ts';
import { type CodeRoute, type Controller, controllersIn, type Declared, declaredIn, routesOf } from './routes.ts';
import { serverFetches } from './server-fetch.ts';
import type { Found, Happens } from './shape.ts';
import { sqlTexts } from './sql.ts';
import { strayAddresses, strayCallbacks } from './stray.ts';
import { parsedWebhooks, replayedWebhooks } from './webhooks.ts';
import { outwardWaits } from './timeouts.ts';
import { authorizedOf, type Turns } from './turned-away.ts';
import { wholeBodies } from './whole-body.ts';
import { writtenSecrets } from './written-secrets.ts';
import type { Node } from '../syntax-tree.ts';

/** What is looked for in every file, one small file each; a rule tells only what the code of the file shows. */
export const RULES = {
  'open-redirect': openRedirects,
  'stray-callback': strayCallbacks,
  'stray-address': strayAddresses,
  'webhook-body': parsedWebhooks,
  'webhook-replay': replayedWebhooks,
  'client-price': clientPrices,
  'client-secret': clientSecrets,
  'built-in-secret': builtInSecrets,
  'client-admin': clientAdmins,
  'fallback-secret': fallbackSecrets,
  'written-secret': writtenSecrets,
  'sql-text': sqlTexts,
  'server-fetch': serverFetches,
  'login-limit': unlimitedLogins,
  'open-origin': openOrigins,
  'bare-cookie': bareCookies,
  'loose-cookie': looseCookies,
  'crossing-cookie': crossingCookies,
  'answered-stack': answeredStacks,
  'told-secret': toldSecrets,
  'shared-answer': sharedAnswers,
  'request-markup': requestMarkup,
  'outward-wait': outwardWaits,
  'unbounded-query': unboundedQueries,
  'cut-off-list': cutOffLists,
  'query-loop': queryLoops,
  'whole-people': wholePeople,
  'whole-body': wholeBodies,
} as const satisfies Record<string, (file: CodeFile) => Found[]>;

export type RuleId = keyof typeof RULES;

/** What one file of code says: its handlers, and what each rule found in it. */
export interface CodeFacts {
  routes: CodeRoute[];
  /** Routes that it tells and other files answer, and functions of its own that other files hang at paths. */
  declared: Declared[];
  controllers: Controller[];
  facts: (Happens & { rule: RuleId; within?: string; names?: string })[];
  /** The packages it brings in. */
  imports: Happens[];
  /** It compares passwords itself. */
  compares: boolean;
  /** Names that it leaves to the build. */
  builtIn: string[];
  /** What other files may call of it. */
  helpers: Helper[];
  handedOn: HandedOn[];
  /** What would be wrong in its functions, should another file give them what a request says; and what it gives to those of others. */
  sinks: Sink[];
  handedIn: HandedIn[];
  /** Routes of other files that it hangs below guards of its own. */
  mounts: Mount[];
  /** What it is to the routes of other files that it stands before. */
  doors: Door[];
  /** What the `authorized` callback of Auth.js turns away; undefined where the file does not configure Auth.js. */
  authorized?: Turns;
}

/** Findings of one rule that one file may have. */
const KEPT = 20;

/** The facts of a file; null where it cannot be parsed. */
export function readCodeFacts(text: string, path: string): CodeFacts | null {
  const file = readCodeFile(text, path);
  if (!file) return null;
  const facts = Object.entries(RULES).flatMap(([rule, read]) =>
    read(file)
      .slice(0, KEPT)
      .map(({ what, at, names }) => ({
        what,
        line: file.lineAt(at),
        rule: rule as RuleId, // as: a key of the table
        ...(names === undefined ? {} : { names }),
        ...around(at, file),
      })),
  );
  const authorized = authorizedOf(file);
  return {
    routes: routesOf(file),
    declared: declaredIn(file),
    controllers: controllersIn(file),
    facts,
    imports: importedPackages(file),
    compares: comparesPasswords(file),
    builtIn: builtInNames(file),
    ...helpersOf(file),
    sinks: sinksOf(file),
    handedIn: handedIn(file),
    mounts: mountsOf(file),
    doors: doorsOf(file),
    ...(authorized !== undefined && { authorized }),
  };
}

/** The route around a place, else what the file exports around it: names that neither a formatter nor a move changes. */
function around(place: number, file: CodeFile): { within?: string } {
  const holds = (node: Node | null): boolean => node !== null && node.start <= place && place < (node['end'] as number); // as: every node of the parser has an end
  const route = file.handlers.findLast(({ handler, at }) => holds(handler) || holds(at));
  if (route) return { within: `${route.method} ${route.path}` };
  const name = exportsOf(file).find(({ value, at }) => holds(value) || holds(at))?.name;
  return name === undefined || name === 'default' ? {} : { within: name };
}
