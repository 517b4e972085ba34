import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { plain, shortUrl } from '../plain.ts';
import { judgedThere } from '../page.ts';
import { samplePage } from '../sample-page.ts';

export default defineCheck({
  id: 'app/stack-trace',
  requirements: ['LOG-1', 'EDG-9'],
  title: 'Errors keep the code to themselves',
  failing: 'Visitors see the inside of your code when something fails',
  severity: 'high',
  hurts: ['data', 'trust'],
  why: 'A stack trace names files, libraries and sometimes queries. It helps attackers and tells customers that nobody watches.',
  learn: ['https://cwe.mitre.org/data/definitions/209.html', 'https://owasp.org/www-community/Improper_Error_Handling'],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'an ordinary page', saw: { page: samplePage() }, gives: 'pass' },
    { name: 'an error page without details', saw: { page: samplePage({ status: 500 }) }, gives: 'pass' },
    {
      name: 'a Node trace',
      saw: { page: samplePage({ status: 500 }, { trace: 'at handler (/var/task/src/api/orders.js:41:13)' }) },
      gives: 'fail',
    },
    {
      name: 'a Python trace in an API answer',
      subject: { kind: 'url', url: 'https://api.acme.com/orders', for: 'api' },
      saw: {
        page: samplePage(
          { url: 'https://api.acme.com/orders', status: 200 },
          { type: 'application/json', trace: 'File "/app/orders.py", line 12, in list_orders' },
        ),
      },
      gives: 'fail',
    },
  ],
  judge({ page }, { subject, config }) {
    const { url, status, body } = page;
    if (body.trace === null) return { is: 'pass' };
    const moved = judgedThere(page, { subject, config });
    if (moved !== null) return { is: 'skip', because: moved };
    const shown = shortUrl(url);
    return {
      is: 'fail',
      found: `${shown} answers ${status} and shows: ${plain(body.trace, 100)}`,
      fix: byHand(
        [
          'Run production in production mode: NODE_ENV=production, Django DEBUG=False, Rails RAILS_ENV=production, Laravel APP_DEBUG=false.',
          'Add an error handler that logs the error and answers with a short text and a request id.',
          'Then repair the error itself; the server log has the whole trace.',
        ],
        {
          prompt: {
            goal: `${shown} never shows stack traces, file paths or queries to visitors.`,
            change:
              'switch debug mode off in production and add one error handler that logs the error on the server and answers with status 500 and a short, friendly text.',
            not: 'swallow the error without logging it, or answer errors with status 200.',
            see: `curl -s '${shown}' shows no file names or line numbers.`,
          },
          verify: `curl -s '${shown}' | grep -nE 'at .+:[0-9]+:[0-9]+|Traceback'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'app')}`,
          minutes: 30,
        },
      ),
    };
  },
});
