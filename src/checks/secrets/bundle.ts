import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBundle } from '../../probes/http/bundle.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import { byHand } from '../fix.ts';
import { hostIn, zoneOf } from '../host.ts';
import { plain, shortUrl } from '../plain.ts';
import { sampleBundle } from '../sample-exposed.ts';
import { sampleSecret } from '../sample-secret.ts';
import { fileOf, NOBODY, through } from '../secret-place.ts';
import { sampleWalk } from '../sample-walk.ts';

const place = { exposure: 'bundle', at: 'https://acme.com/assets/index.js', line: 1 } as const;
const http = sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']);
const saw = (found: ReturnType<typeof sampleSecret>[], https = sampleWalk(['https://acme.com/ 200'])) => ({
  bundle: sampleBundle({ found }),
  entry: { http, https, headers: [] },
});
const leaked = sampleSecret({ exposure: 'bundle', places: [place] });

export default defineCheck({
  id: 'secrets/bundle',
  requirements: ['SEC-1', 'SEC-5'],
  title: 'Visitors are given no secret',
  failing: 'Every visitor can copy a secret out of your site',
  severity: 'blocker',
  hurts: ['data', 'billing', 'cost'],
  why: 'Scripts are public. Machines read every new site for keys and use them within hours: for your data, your mail and your budget.',
  learn: ['https://supabase.com/docs/guides/api/api-keys', 'https://docs.stripe.com/keys-best-practices'],
  on: 'host',
  reads: { bundle: httpBundle, entry: httpEntry },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'scripts without secrets', saw: saw([]), gives: 'pass' },
    { name: 'a live Stripe key in a script', saw: saw([leaked]), gives: 'fail' },
    { name: 'a test key in a script', saw: saw([{ ...leaked, severity: 'medium', says: ['test mode'] }]), gives: { fail: 'medium' } },
    {
      name: 'the service_role key of Supabase',
      saw: saw([
        { ...leaked, rule: 'json-web-token', kind: 'Supabase service_role key', provider: 'Supabase', says: ['role service_role'] },
      ]),
      gives: 'fail',
    },
    {
      name: 'www leads to the apex, where the key is told',
      subject: { kind: 'host', host: 'www.acme.com', port: 443 },
      saw: saw([leaked], sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200'])),
      gives: 'skip',
    },
  ],
  judge({ bundle: { found }, entry: { https } }, context) {
    if (found.length === 0) return { is: 'pass' };
    const { host, zone } = hostIn(context);
    const end = URL.parse(https.final)?.hostname ?? host;
    if (end !== host && zoneOf(end, context.config) === zone)
      return { is: 'skip', because: `It leads to ${plain(end)}, and is judged there.` };
    return found.map(({ rule, kind, provider, masked, says, severity, places }) => {
      const name = plain(kind, 80);
      const first = places[0] ?? { exposure: 'bundle', at: `https://${host}/`, line: null };
      const file = shortUrl(fileOf(first));
      const where = first.via === undefined ? `${file}${through(first)}` : `${plain(first.at, 120)}${through(first, () => file)}`;
      const maker = NOBODY.has(provider) ? 'where it comes from' : `at ${plain(provider, 60)}`;
      return {
        is: 'fail' as const,
        found: `${where} holds a ${name} (${plain(masked, 12)})${says.length > 0 ? `: ${plain(says.join(', '), 120)}` : ''}.`,
        severity,
        of: `${rule} ${masked}`,
        at: [{ at: file }],
        fix: byHand(
          [
            `Make a new ${name} ${maker} and revoke this one now: it must count as stolen.`,
            'Move the call that needs it into an API route or edge function on the server.',
            'Take the value, or the variable with a public prefix, out of the code of the page.',
            'Build and deploy, and purge the old scripts from the edge cache.',
            `Look ${maker} for use that was not yours.`,
          ],
          {
            prompt: {
              goal: `no script of ${plain(host)} holds a secret; the ${name} is used on the server only.`,
              change: `find where the ${name} gets into the page (a variable with a public prefix, or the value itself) and move the call that needs it into a server route.`,
              not: 'hide the key by splitting, encoding or minifying it, or leave it in a file the page can load.',
              see: `\`launch-ready secrets scan ${plain(zone)}\` finds nothing.`,
            },
            verify: `launch-ready secrets scan ${plain(host)}`,
            minutes: 60,
          },
        ),
      };
    });
  },
});
