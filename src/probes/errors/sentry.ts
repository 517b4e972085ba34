import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { parseSentryIssues } from '../../parsers/sentry-issues.ts';
import { redactText } from '../../redact/redact.ts';
import { request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';

/** The variables that Sentry's own command line reads. */
const TOKEN = 'SENTRY_AUTH_TOKEN';
/** Where Sentry runs; never the configuration says so, or a stranger's checkout could have the token sent to its own host. */
const WHERE = 'SENTRY_URL';
const LIMITS = { ms: 10_000, bodyBytes: 4 * 1024 * 1024 } as const;
const TITLE = 160;

/** The unresolved issues of a project and how often they happened in the last day (https://docs.sentry.io/api/events/list-a-projects-issues/). */
export const sentryIssues = defineProbe({
  id: 'errors/sentry',
  on: 'tracker',
  touch: 'passive',
  asks: 'Sentry for the errors of the last day',
  deadline: 15_000,
  sees: z.object({
    issues: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        level: z.string(),
        events: z.int(),
        users: z.int(),
        firstSeen: z.string().nullable(),
      }),
    ),
  }),
  async collect({ org, project }, io) {
    const token = io.env[TOKEN];
    if (token === undefined || token === '')
      throw new ProbeError('sentry-token', `${TOKEN} is not set, so nobody could ask Sentry about ${org}/${project}.`);
    const url = URL.parse(io.env[WHERE] || 'https://sentry.io');
    if (url?.protocol !== 'https:') throw new ProbeError('sentry-url', `${WHERE} is no https address.`);
    const at = `${url.origin}/api/0/projects/${org}/${project}/issues/?statsPeriod=24h&query=is%3Aunresolved`;
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
    // No redirect is followed: the token is for this host alone.
    const { status, body } = mustAnswer(await request(io, { url: at, headers, trusted: true, limits: LIMITS }));
    const { hostname } = url;
    if (status === 401 || status === 403)
      throw new ProbeError('sentry-refused', `${hostname} refuses ${TOKEN} (${status}); it needs event:read.`);
    if (status === 404)
      throw new ProbeError('sentry-unknown', `${hostname} knows no project ${org}/${project}, or ${TOKEN} may not see it.`);
    if (status !== 200) throw new ProbeError('sentry-failed', `${hostname} answers with status ${status}.`);
    if (body.truncated) throw new ProbeError('sentry-too-large', `${hostname} answers with more than 4 MB.`);
    const issues = parseSentryIssues(body.bytes.toString('utf8'));
    if (typeof issues === 'string') throw new ProbeError('sentry-malformed', `The answer of ${hostname} cannot be read: ${issues}.`);
    // Errors quote what was sent to them: they are redacted before anything is cut.
    return {
      issues: issues.map((issue) => ({ ...issue, id: redactText(issue.id).slice(0, 60), title: redactText(issue.title).slice(0, TITLE) })),
    };
  },
});
