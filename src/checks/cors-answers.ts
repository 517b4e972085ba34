import type { Saw } from '../core/check.ts';
import type { Fix } from '../core/fix.ts';
import type { Subject } from '../core/subject.ts';
import { siteOf } from '../parsers/site.ts';
import type { httpCors } from '../probes/http/cors.ts';
import { byHand } from './fix.ts';
import { showHeader } from './header-fix.ts';
import { plain } from './plain.ts';

export type Cors = Saw<{ cors: typeof httpCors }>['cors'];
export type CorsAnswer = Cors['answers'][number];

/**
 * The answers to origins of these kinds (all where left out), or why there is nothing to judge: only API routes hold data worth keeping to yourself (`*` on assets,
 * fonts and health routes is right), and an error or redirect is not the route's own answer.
 */
export function answersOf(cors: Cors, subject: Subject<'url'>, kinds?: readonly CorsAnswer['kind'][]): CorsAnswer[] | string {
  if (subject.for !== 'api') return 'Only API routes can hand data to other websites.';
  const asked = cors.answers.filter(({ kind }) => !kinds || kinds.includes(kind));
  if (asked.length === 0) return 'No foreign origin of this kind was tried here.';
  const own = asked.filter(
    ({ status }) => (status >= 200 && status < 300) || status === 400 || status === 401 || status === 403 || status === 422,
  );
  if (own.length > 0) return own;
  return `It answers ${asked[0]!.status}, so the route itself was not seen.`;
}

/** True when a browser hands this answer to the foreign page together with the visitor's cookies (Fetch §4.10, CORS check). */
export function letsInWithLogin(answer: CorsAnswer): boolean {
  return answer.allowOrigin === answer.origin && answer.allowCredentials;
}

/** True when a browser hands this answer to the foreign page at all, if only without cookies. */
export function letsIn({ allowOrigin, origin }: CorsAnswer): boolean {
  return allowOrigin === '*' || allowOrigin === origin;
}

/** What the server said, with the values, for a proof. */
export function exchange(subject: Subject<'url'>, { origin, allowOrigin, allowCredentials }: CorsAnswer): string {
  const credentials = allowCredentials ? ' and Access-Control-Allow-Credentials: true' : '';
  return `${subject.url} answers Origin: ${plain(origin, 80)} with Access-Control-Allow-Origin: ${plain(allowOrigin ?? '(none)', 80)}${credentials}.`;
}

/** The fix all CORS faults share: a list of exact origins. `wrong` says what today's code does, `see` how to tell that it stopped. */
export function allowListFix(subject: Subject<'url'>, origin: string, about: { wrong: string; minutes: number }): Fix {
  const site = siteOf(new URL(subject.url).hostname);
  const own = [site, `www.${site}`, `app.${site}`].map((host) => `https://${host}`);
  const origins = own.join(', ');
  return byHand(
    [
      `List the exact origins your own pages use, such as ${origins}.`,
      'Compare the Origin header with that list by whole-text equality. On a match answer Access-Control-Allow-Origin with that origin, and Vary: Origin always.',
      'On no match send no Access-Control-Allow-Origin at all. Send Access-Control-Allow-Credentials: true only on a match, and only if cookies log people in.',
      `Express: app.use(cors({ origin: [${own.map((each) => `'${each}'`).join(', ')}], credentials: true })).`,
      'Deploy.',
    ],
    {
      prompt: {
        goal: 'Let only our own websites read our API from a browser.',
        change: `Our API ${about.wrong}. Replace that with a list of exact origins (${origins}; keep those we use), compared as whole text. Always send Vary: Origin.`,
        not: 'echo the Origin header, use * on routes with private data, match with endsWith, startsWith or a loose pattern, or allow null.',
        see: `our app still works, and a request with Origin: ${plain(origin, 80)} gets no Access-Control-Allow-Origin header.`,
      },
      verify: showHeader(subject.url, 'access-control-allow-.*|vary', origin),
      minutes: about.minutes,
      wants: [{ is: 'cors', at: subject.url, origins: own }],
    },
  );
}
