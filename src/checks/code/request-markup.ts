import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/search.ts', line: 9, what: 'req.query.q' };

export default defineCheck({
  id: 'code/request-markup',
  requirements: ['SEC-10'],
  title: 'Links cannot put scripts on your pages',
  failing: 'A link to your own site can run a stranger’s script',
  severity: 'high',
  hurts: ['login', 'data', 'trust'],
  why: 'What the link says becomes a part of the page. A script in it acts as your customer, who only clicked a link to you.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'texts are shown as texts', saw: sampleCode([]), gives: 'pass' },
    { name: 'a search in the page', saw: sampleCode([], { 'request-markup': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'request-markup');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} makes ${what} a part of the page, as the request says it.`,
      of,
      at,
      fix: byHand(
        [
          'Show it as text: `{value}` in React, Vue and Svelte, `textContent` in the browser, an escaping function on the server.',
          'Where it must be markup, clean it with DOMPurify first.',
        ],
        {
          prompt: {
            goal: `nothing of a request is ever read as markup.`,
            change: `in ${where}, show ${what} as text, or clean it with DOMPurify where it must be markup.`,
            not: 'remove script tags by a pattern.',
            see: 'a value of `<img src=x onerror=alert(1)>` is shown as these letters.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 20,
        },
      ),
    }));
  },
});
