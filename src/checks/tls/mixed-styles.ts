import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { httpStyles } from '../../probes/http/styles.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { gravestFirst, type Insecure, replaced, saysInsecure, severityOf } from '../mixed.ts';
import { count, list, shortUrl } from '../plain.ts';

type Sheets = Saw<{ styles: typeof httpStyles }>;

const sheet = (change: Partial<Sheets['styles']['sheets'][number]> = {}): Sheets => ({
  styles: { sheets: [{ address: 'https://acme.com/app.css', insecure: [], leads: null, ...change }], truncated: false },
});

export default defineCheck({
  id: 'tls/mixed-styles',
  requirements: ['TLS-3'],
  title: 'Stylesheets load everything over https',
  failing: 'Your design falls apart, because a stylesheet asks for its parts over http',
  severity: 'high',
  hurts: ['trust', 'signup'],
  why: 'Browsers block imports and fonts that a stylesheet asks for over http. What it imports is missing on every page, for every visitor.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content', 'https://www.w3.org/TR/mixed-content/'],
  on: 'host',
  reads: { styles: httpStyles },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a stylesheet with its own parts', saw: sheet(), gives: 'pass' },
    { name: 'an import over http', saw: sheet({ insecure: [{ address: 'http://fonts.acme.com/css', as: 'style' }] }), gives: 'fail' },
    { name: 'a font over http', saw: sheet({ insecure: [{ address: 'http://acme.com/a.woff2', as: 'font' }] }), gives: { fail: 'low' } },
    { name: 'a picture over http', saw: sheet({ insecure: [{ address: 'http://acme.com/a.png', as: 'image' }] }), gives: { fail: 'low' } },
    { name: 'a stylesheet that redirects to http', saw: sheet({ leads: 'http://acme.com/app.css' }), gives: 'fail' },
    { name: 'no stylesheets', saw: { styles: { sheets: [], truncated: false } }, gives: 'skip' },
  ],
  judge({ styles: { sheets } }, { subject: { host }, config }) {
    if (sheets.length === 0) return { is: 'skip', because: `The home page of ${host} loads no stylesheet of its own.` };
    const found: (Insecure & { by: string })[] = gravestFirst(
      sheets.flatMap(({ address, insecure, leads }) => [
        ...insecure.map((each) => ({ ...each, by: address })),
        ...(leads === null ? [] : [{ address: leads, as: 'style' as const, by: address }]),
      ]),
    );
    if (found.length === 0) return { is: 'pass', found: `${count(sheets.length, 'stylesheet')} of ${host} read.` };
    const files = list([...new Set(found.map(({ by }) => shortUrl(by)))]);
    return {
      is: 'fail',
      severity: severityOf(found),
      at: [{ at: found[0]!.by }], // !: found holds at least one
      found: `${files}: ${saysInsecure(found)}`,
      fix: byHand(
        [
          ...replaced(found).map((line) => `${line}.`),
          'Open each https address first. Where nothing answers, put the file on your own host and load it from there.',
          'Where a stylesheet itself is redirected to http, take that redirect away.',
        ],
        {
          prompt: {
            goal: `the stylesheets of ${host} load everything over https.`,
            change: `in the sources of ${files}: ${replaced(found).join('; ')}.`,
            not: 'edit the built file alone, for the next build brings the old address back.',
            see: `the browser console of https://${host} shows no mixed content warning.`,
          },
          verify: `curl -s '${shortUrl(found[0]!.by)}' | grep -o 'http://[^)" ]*'; ${auditOf(zoneOf(host, config), 'tls')}`, // !: as above
          minutes: 15,
        },
      ),
    };
  },
});
