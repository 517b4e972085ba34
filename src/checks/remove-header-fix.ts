import type { FixStep } from '../core/fix.ts';
import type { Headers } from '../parsers/headers.ts';
import { platformOf } from './header-fix.ts';

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
  const list = names.join(', ');
  if (platformOf(headers) === 'cloudflare') {
    return {
      by: 'edge',
      setting: 'Response headers to remove',
      value: list,
      steps: [
        'Open your domain in Cloudflare and choose Rules, then Transform Rules, then Modify Response Header.',
        `Create a rule for all incoming requests: Remove, one entry for each of ${list}`,
        'Deploy the rule.',
      ],
    };
  }
  return {
    by: 'hand',
    steps: [
      `Find what sends ${list}: the framework, the web server or a proxy in front of it.`,
      'Switch it off there, or remove it in the proxy (nginx: proxy_hide_header NAME;).',
      'Deploy.',
    ],
  };
}
