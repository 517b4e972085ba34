import type { Config } from '../core/config.ts';
import type { Fix } from '../core/fix.ts';
import { auditOf, byEdge, type Brief } from './fix.ts';
import { zoneOf } from './host.ts';

/** Mozilla's intermediate list, 2026-11 (https://ssl-config.mozilla.org/guidelines/5.7.json), as OpenSSL names suites. */
const GOOD = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
]
  .concat(['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'])
  .join(':');

/** The fix that leaves strong suites alone on a host: elliptic curves for the key exchange, authenticated encryption. */
export function strongSuites(at: { host: string; config: Config }, brief: Omit<Brief, 'change'>): Fix {
  const { host, config } = at;
  return byEdge(
    {
      setting: 'ciphers',
      value: GOOD,
      steps: [
        'Cloudflare: SSL/TLS › Edge Certificates › Cipher suites: Modern or PCI DSS (Advanced Certificate Manager), and Minimum TLS Version 1.2.',
        `nginx: \`ssl_ciphers ${GOOD};\` in every server block, then \`nginx -t && systemctl reload nginx\`.`,
        'Caddy, Vercel, Netlify and Fly choose well by themselves: remove any list of your own.',
      ],
    },
    {
      prompt: {
        ...brief,
        change: `set the cipher list of the web server or edge to Mozilla's intermediate list (nginx: ssl_ciphers ${GOOD};).`,
      },
      verify: `curl -sI https://${host}; ${auditOf(zoneOf(host, config), 'tls')}`,
      minutes: 15,
    },
  );
}
