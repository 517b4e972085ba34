import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { edgesOf, stepsAt } from '../edge.ts';
import { auditOf, byEdge } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { judgedThere } from '../page.ts';
import { samplePage } from '../sample-page.ts';

/** Bytes on the wire below which compression saves no round trip worth naming. */
const WORTH_IT = 20_000;

/** Media types that are text; images, fonts (but SVG) and archives are compressed already, and event streams must not wait. */
const TEXT =
  /^(text\/(?!event-stream)|image\/svg|application\/([\w.-]+\+)?(json|xml)$|application\/(javascript|x-javascript|ecmascript|wasm|manifest\+json))/;

export default defineCheck({
  id: 'performance/compression',
  requirements: ['PERF-7', 'PERF-12'],
  title: 'Text travels compressed',
  failing: 'Visitors download several times more than needed',
  severity: 'medium',
  hurts: ['traffic', 'cost'],
  why: 'Uncompressed text makes pages slow on phones, and you pay for the traffic.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Compression', 'https://www.rfc-editor.org/rfc/rfc9110#section-8.4'],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'brotli', saw: { page: samplePage({}, { wireBytes: 30_000, bytes: 150_000, encoding: 'br' }) }, gives: 'pass' },
    { name: 'too small to matter', saw: { page: samplePage({}, { wireBytes: 9_000, bytes: 9_000, encoding: null }) }, gives: 'pass' },
    {
      name: '180 kB of HTML as they are',
      saw: { page: samplePage({}, { wireBytes: 180_000, bytes: 180_000, encoding: null }) },
      gives: 'fail',
    },
    {
      name: 'identity is no compression',
      saw: { page: samplePage({}, { wireBytes: 90_000, bytes: 90_000, encoding: 'identity', type: 'application/json' }) },
      gives: 'fail',
    },
    {
      name: 'an image',
      saw: { page: samplePage({}, { wireBytes: 180_000, bytes: 180_000, encoding: null, type: 'image/webp' }) },
      gives: 'skip',
    },
    {
      name: 'an error page',
      saw: { page: samplePage({ status: 500 }, { wireBytes: 90_000, bytes: 90_000, encoding: null }) },
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    const { url, status, headers, body } = page;
    const moved = judgedThere(page, { subject, config });
    if (moved !== null) return { is: 'skip', because: moved };
    if (status < 200 || status > 299) return { is: 'skip', because: `${shortUrl(subject.url)} answers ${status}.` };
    if (!TEXT.test(body.type))
      return { is: 'skip', because: `${body.type === '' ? 'A body of no told type' : 'This kind of body'} is not text.` };
    const encoded = body.encoding !== null && body.encoding.toLowerCase() !== 'identity';
    if (encoded || body.wireBytes <= WORTH_IT) return { is: 'pass' };
    const { host } = new URL(subject.url);
    return {
      is: 'fail',
      found: `${shortUrl(url)} sends ${Math.round(body.wireBytes / 1000)} kB of ${body.type} without Content-Encoding.`,
      fix: byEdge(
        {
          setting: 'compression',
          value: 'br, gzip',
          steps: [
            ...stepsAt(edgesOf(config, headers), {
              cloudflare: 'Cloudflare compresses by itself unless the server sends `Cache-Control: no-transform`: remove it.',
              nginx:
                'nginx: `gzip on; gzip_proxied any; gzip_vary on; gzip_types text/css application/javascript application/json image/svg+xml;`',
              apache:
                'Apache: enable mod_brotli or mod_deflate: `AddOutputFilterByType BROTLI_COMPRESS text/html text/css application/javascript application/json`',
              caddy: 'Caddy: `encode zstd br gzip`',
            }),
            'Node server without a proxy: add the `compression` middleware.',
          ],
        },
        {
          prompt: {
            goal: `${host} compresses text (HTML, CSS, JavaScript, JSON, SVG) with brotli or gzip.`,
            change: 'switch compression on in the web server or edge, or add the compression middleware to the app.',
            not: 'compress images or fonts again, compress event streams, or compress twice in app and proxy.',
            see: `curl -sI --compressed '${shortUrl(url)}' shows content-encoding: br or gzip.`,
          },
          verify: `curl -so /dev/null -D - --compressed '${shortUrl(url)}' | grep -i content-encoding; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'performance')}`,
          minutes: 15,
          wants: [{ is: 'compression', host: new URL(url).hostname }],
        },
      ),
    };
  },
});
