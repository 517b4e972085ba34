import type { Fix, FixStep, Wanted } from '../core/fix.ts';
import { all, first, type Headers } from '../parsers/headers.ts';
import { type Around, promptOf } from './fix.ts';
import type { Page } from './page.ts';

/** A response header to add, as it should arrive. */
export interface WantedHeader {
  name: string;
  value: string;
  /** Only on answers of this path; on every answer where left out. */
  path?: string;
}

type Platform = 'next' | 'vercel' | 'netlify' | 'express' | 'cloudflare' | 'unknown';

/** The framework before the host, the host before the edge: what is nearest to the code is where a builder can change it. */
export function platformOf(headers: Headers): Platform {
  const poweredBy = all(headers, 'x-powered-by').join(' ').toLowerCase();
  const server = (first(headers, 'server') ?? '').toLowerCase();
  const has = (prefix: string): boolean => headers.some(([name]) => name.toLowerCase().startsWith(prefix));
  if (poweredBy.includes('next.js') || has('x-nextjs-')) return 'next';
  if (has('x-vercel-')) return 'vercel';
  if (has('x-nf-request-id') || server === 'netlify') return 'netlify';
  if (poweredBy.includes('express')) return 'express';
  return has('cf-ray') || server === 'cloudflare' ? 'cloudflare' : 'unknown';
}

/** Where response headers are set on each platform (its documentation on custom headers, 2026-11), as the change to make there. */
export function headerStep(headers: Headers, wanted: WantedHeader): FixStep {
  const { name, value, path } = wanted;
  const header = { key: name, value };
  const platform = platformOf(headers);
  switch (platform) {
    case 'next': {
      const rule = `{ source: ${quote(path ?? '/(.*)')}, headers: [{ key: ${quote(name)}, value: ${quote(value)} }] }`;
      return { by: 'file', path: 'next.config.js', patch: `async headers() {\n  return [${rule}];\n},\n` };
    }
    case 'vercel': {
      const rule = { headers: [{ source: path ?? '/(.*)', headers: [header] }] };
      return { by: 'file', path: 'vercel.json', patch: `${JSON.stringify(rule, null, 2)}\n` };
    }
    case 'netlify':
      return { by: 'file', path: 'public/_headers', patch: `${path ?? '/*'}\n  ${name}: ${value}\n` };
    case 'express': {
      // `use` would also set it below the path, and of "/" everything is below.
      const on = path === undefined ? 'use(' : `all(${quote(path)}, `;
      const set = `response.setHeader(${quote(name)}, ${quote(value)});`;
      return {
        by: 'file',
        path: 'server.js',
        patch: `// before the routes\napp.${on}(request, response, next) => {\n  ${set}\n  next();\n});\n`,
      };
    }
    case 'cloudflare':
      return {
        by: 'edge',
        setting: `Response header ${name}`,
        value,
        steps: [
          'Open your domain in Cloudflare and choose Rules, then Transform Rules, then Modify Response Header.',
          `Create a rule for ${path === undefined ? 'all incoming requests' : `requests whose URI path equals ${path}`}: Set static, header name ${name}, value ${value}`,
          'Deploy the rule.',
        ],
      };
    case 'unknown':
      return {
        by: 'hand',
        steps: [
          `Make ${path === undefined ? 'every answer' : `answers for ${path}`} carry this header: ${name}: ${value}`,
          'Vercel: "headers" in vercel.json. Netlify and Cloudflare Pages: a _headers file. Next.js: headers() in next.config.js.',
          `nginx: add_header ${name} ${quote(value)} always; Express: response.setHeader(${quote(name)}, ${quote(value)}) before the routes.`,
          'Deploy.',
        ],
      };
    default:
      return platform satisfies never;
  }
}

/** A fix that adds a header where this site can set it. The prompt's `change` should name the same header and value. */
export function headerFix({ headers, url }: Pick<Page, 'headers' | 'url'>, wanted: WantedHeader, around: Around): Fix {
  const { prompt, verify, minutes, wants = [wantedAt(url, wanted)] } = around;
  return { ...headerStep(headers, wanted), prompt: promptOf(prompt), verify, minutes, wants };
}

/** A header as it should arrive from the host of an address; null is its absence. What was redacted in an address may leave no host. */
export function wantedAt(url: string, { name, value, path = '/*' }: Omit<WantedHeader, 'value'> & { value: string | null }) {
  return { is: 'header', at: (URL.parse(url)?.origin ?? '') + path, name, value } satisfies Wanted;
}

/** A command that shows the headers of that name in the answer to a plain GET; HEAD requests are often answered by other code. */
export function showHeader(url: string, pattern: string, origin?: string): string {
  const from = origin === undefined ? '' : `-H ${shellQuote(`Origin: ${origin}`)} `;
  return `curl -sS -o /dev/null -D - ${from}${shellQuote(url)} | grep -iE ${shellQuote(`^(${pattern}):`)}`;
}

/** A text as one word of a POSIX shell command. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Where the usual senders of version headers are told to be silent (their documentation, 2026-11). The first whose `sent` matches wins. */
const SILENCE = [
  { sent: /^x-powered-by: .*next\.js/i, path: 'next.config.js', patch: 'poweredByHeader: false,\n' },
  { sent: /^x-powered-by: .*express/i, path: 'server.js', patch: "app.disable('x-powered-by');\n" },
  { sent: /^x-powered-by: .*php/i, path: 'php.ini', patch: 'expose_php = Off\n' },
  { sent: /^x-aspnetmvc-version:/i, path: 'Global.asax.cs', patch: 'MvcHandler.DisableMvcResponseHeader = true;\n' },
  { sent: /^x-aspnet-version:/i, path: 'Web.config', patch: '<httpRuntime enableVersionHeader="false" />\n' },
  { sent: /^server: .*nginx/i, path: 'nginx.conf', patch: 'server_tokens off;\n' },
  { sent: /^server: .*apache/i, path: 'httpd.conf', patch: 'ServerTokens Prod\nServerSignature Off\n' },
  { sent: /^server: .*gunicorn/i, path: 'gunicorn.conf.py', patch: "import gunicorn\ngunicorn.SERVER = 'web'\n" },
  { sent: /^server: .*uvicorn/i, path: 'Procfile', patch: 'web: uvicorn main:app --no-server-header\n' },
] as const;

/** The change that keeps headers from being sent: in their own software where it is known, else at the edge or by hand. */
export function removeStep(headers: Headers, names: readonly string[]): FixStep {
  const sent = headers.filter(([name]) => names.includes(name.toLowerCase())).map(([name, value]) => `${name}: ${value}`);
  const known = SILENCE.find((each) => sent.some((header) => each.sent.test(header)));
  if (known) return { by: 'file', path: known.path, patch: known.patch };
  const all = names.join(', ');
  if (platformOf(headers) === 'cloudflare') {
    return {
      by: 'edge',
      setting: 'Response headers to remove',
      value: all,
      steps: [
        'Open your domain in Cloudflare and choose Rules, then Transform Rules, then Modify Response Header.',
        `Create a rule for all incoming requests: Remove, one entry for each of ${all}`,
        'Deploy the rule.',
      ],
    };
  }
  return {
    by: 'hand',
    steps: [
      `Find what sends ${all}: the framework, the web server or a proxy in front of it.`,
      'Switch it off there, or remove it in the proxy (nginx: proxy_hide_header NAME;).',
      'Deploy.',
    ],
  };
}
