import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import type { Server } from 'node:net';
import { makeAuthority } from '../src/lab/ca.ts';
import { defineScenario, type Scenario } from '../src/lab/scenario.ts';
import { PLANTS } from './plants.ts';

/** What a stranger says in each kind of place. */
export interface Sayings {
  /** Free text: records, bodies, header values, banners. */
  text: string;
  /** Text of a DNS name, which is at most 63 bytes a label and comes in lower case. */
  name: string;
}

export const DOMAIN = 'nasty.test';
/** Pretend addresses: the lab's own site, the server that speaks bytes, and the mail exchanger. */
const [SITE, RAW, MAIL, NS] = ['203.0.113.10', '203.0.113.20', '203.0.113.30', '203.0.113.53'] as const;

/** A scenario whose owner, or whose attacker, says `text` or `name` wherever a stranger may say something. `mark` tells the places apart. */
export function hostileScenario(say: Sayings): Scenario {
  const [text, name] = [say.text.toWellFormed(), say.name.toWellFormed()];
  const quoted = (said: string): string => `"${said.replace(/[\\"]/g, String.raw`\$&`)}"`;
  const said = cut(text, 3_000);
  const label = labels(name);
  const target = (mark: string): string => quoted(`${mark}.${label}.${DOMAIN}.`);
  const hostilePage = pageOf(text, 'site');
  const latin = headerText(text);
  return defineScenario({
    name: 'hostile',
    title: 'Everybody is out to get you',
    about: 'A test: text that does harm wherever a stranger may put some.',
    domain: DOMAIN,
    zones: [
      {
        name: DOMAIN,
        servers: [{ name: `ns1.${DOMAIN}`, address: NS }],
        names: [`ns1.${DOMAIN}`, `mark-ns.${label}.${DOMAIN}`],
        records: [
          `@ 300 A ${SITE}`,
          `app 300 A ${RAW}`,
          `api 300 A ${SITE}`,
          `www 300 CNAME ${target('mark-cname')}`,
          `docs 300 CNAME ${quoted(`mark-dangling.${label}.elsewhere.test.`)}`,
          `*.${DOMAIN}. 300 A ${RAW}`,
          `@ TXT ${quoted(`v=spf1 include:mark-spf.${said}`)}`,
          `@ TXT ${quoted(`v=spf1 mark-spf-two ${said}`)}`,
          `@ TXT ${quoted(`mark-txt ${said}`)}`,
          `_dmarc TXT ${quoted(`v=DMARC1; p=none; rua=mailto:mark-dmarc@${said}`)}`,
          `default._domainkey TXT ${quoted(`v=DKIM1; k=mark-dkim ${said}; p=AAAA`)}`,
          `@ CAA 0 issue ${quoted(`mark-caa ${cut(text, 900)}`)}`,
          `@ MX 10 ${target('mark-mx')}`,
          `@ MX 20 mx.${DOMAIN}.`,
          `mx A ${MAIL}`,
        ],
      },
    ],
    registrations: {
      [DOMAIN]: { registrar: { name: `mark-registrar ${text}`, id: 1 }, bought: -100, ends: 3, status: [`mark-status ${text}`, 'active'] },
    },
    sites: [
      {
        hosts: [DOMAIN, `www.${DOMAIN}`, `api.${DOMAIN}`],
        addresses: [SITE],
        certificate: {
          names: [
            cut(`mark-common ${text}`, 1_000),
            DOMAIN,
            `api.${DOMAIN}`,
            cut(`mark-san${name}.${DOMAIN}`, 200),
            cut(`${text}.${DOMAIN}`, 200),
          ],
        },
        headers: { Server: `mark-server ${latin}`, 'X-Powered-By': latin, 'Content-Security-Policy': `script-src mark-csp ${latin}` },
        http: [{ path: '*', redirect: { to: `https://${DOMAIN}`, status: 302 } }],
        https: [
          { path: '/api/health', json: { [`mark-key ${text}`]: { [text]: text }, status: text } },
          { path: '/mark-script.js', headers: { 'Content-Type': 'text/javascript' }, body: scriptOf(text) },
          { path: '/away', status: 302, headers: { Location: encodeURI(`https://${label}.example.com/`) } },
          {
            path: '*',
            cookies: [`mark-cookie=${cookieText(text)}; Path=/mark-cookie-path${cookieText(text)}`, `${cookieText(text)}=1`],
            body: hostilePage,
          },
        ],
      },
    ],
    mail: [{ host: cut(`mark-banner.${oneLine(text)}`, 400), address: MAIL, starttls: false }],
    repository: {
      ...Object.fromEntries(
        [text, name].flatMap((each, i) => [
          [`${fileName(`mark-file-${i}-${each}`)}.txt`, 'x'],
          [`k8s/${fileName(`mark-manifest-${i}-${each}`)}.yaml`, 'apiVersion: v1\nkind: Deployment\n'],
        ]),
      ),
      [`${fileName(`mark-env-${name}`)}/.env`]: `SECRET_KEY="${text}"\nMARK_ENV_NAME=${text}\n`,
      'package.json': JSON.stringify({ dependencies: { [`mark-package ${text}`]: `mark-range ${text}`, kafkajs: text } }),
    },
    faults: [],
    expect: { decision: 'no-go' },
  });
}

/** The server of app.nasty.test: it says what no HTTP library would, controls in headers and status lines included. */
export async function hostileServer(say: Pick<Sayings, 'text'>): Promise<{ at: Record<string, Server>; root: string }> {
  const authority = await makeAuthority();
  const issued = await authority.issue({ names: [`app.${DOMAIN}`, `*.${DOMAIN}`] });
  const text = say.text.toWellFormed();
  const line = oneLine(text);
  const server = createTls(issued, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => {
      const path = /^\S+ (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '/';
      const broken = path.startsWith('/api/');
      const body = broken
        ? `{"error":${JSON.stringify(text)},"stack":${JSON.stringify(`Error: ${text}\n    at ${line} (/srv/mark-trace.js:1:1)\n    at one (/srv/mark-trace.js:2:2)\n    at two (/srv/${text}.js:3:3)\n    at three (/srv/mark.js:4:4)`)}}`
        : pageOf(text, 'raw');
      const redirect = path === '/' ? [`Location: /mark-hop/${line}?next=${line}#${line}`] : [];
      socket.end(
        [
          `HTTP/1.1 ${path === '/' ? 302 : broken ? 500 : 200} mark-reason ${line}`,
          `Content-Type: ${broken ? 'application/json' : 'text/html'}; charset=${line}`,
          `Server: mark-raw ${line}`,
          `X-${bare(line).replace(/[^\w.-]/g, '-')}: mark-header-name`,
          `Via: ${line}`,
          `Set-Cookie: mark-raw-cookie=${line}; Domain=${line}; Path=${line}`,
          `Set-Cookie: ${line}`,
          `Access-Control-Allow-Origin: ${line}`,
          `Cache-Control: ${line}`,
          `Strict-Transport-Security: ${line}`,
          `Content-Encoding: ${line}`,
          ...redirect,
          'Connection: close',
          '',
          body,
        ].join('\r\n'),
      );
    });
  });
  server.on('tlsClientError', () => undefined);
  return { at: { [`${RAW}:443`]: server }, root: authority.root };
}

/** The scenario's files as a folder; names that this file system does not take are left out. */
export function unpack(scenario: Scenario): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'launch-ready-hostile-'));
  for (const [name, body] of Object.entries(scenario.repository ?? {})) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), body);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

function pageOf(text: string, mark: string): string {
  const address = encodeURIComponent(text).slice(0, 300);
  return [
    `<title>mark-title-${mark} ${text.replaceAll('<', '&lt;')}</title>`,
    `<meta name="generator" content="${text.replaceAll('"', '&quot;')}">`,
    `<meta http-equiv="content-security-policy" content="mark-meta ${text.replaceAll('"', '&quot;')}">`,
    `<a href="/login/${text.replaceAll('"', '&quot;')}">in</a><a href="/${address}">there</a>`,
    `<a href="https://${text.replaceAll('"', '&quot;')}/">out</a><a href="/plain-page">plain</a>`,
    `<a href="/away">away</a><script src="/mark-script.js"></script><script src="/${text.replaceAll('"', '&quot;')}.js"></script>`,
    `<script>${scriptOf(text)}</script><form action="${text.replaceAll('"', '&quot;')}"><input type="password"></form>`,
  ].join('\n');
}

function scriptOf(text: string): string {
  return `fetch("/api/mark-route"); fetch("/api/${bare(text).replace(/[^\w./-]+/g, '/')}/x"); const key = ${JSON.stringify(text)};`;
}

/** At most `bytes` bytes of a text. */
function cut(text: string, bytes: number): string {
  return Buffer.from(text).subarray(0, bytes).toString('utf8');
}

/** Text as labels of a DNS name: none empty, none over 50 bytes, 150 bytes in all. */
function labels(text: string): string {
  const parts = cut(text.replace(/[\0\n\\"]/g, ''), 150)
    .split('.')
    .map((part) => cut(part, 50).replaceAll('\ufffd', ''));
  return parts.filter((part) => part !== '').join('.') || 'x';
}

/** Text that a header line can hold as far as Node sends it: Latin-1 without controls. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim() || 'x';
}

function cookieText(text: string): string {
  return headerText(text).replace(/[;=]/g, '').replace(/\s/g, '%20');
}

/** Text on one line without the byte that ends it. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}

/** Text for places that take neither spaces nor slashes: what makes these two secrets recognisable would be lost there. */
function bare(text: string): string {
  return text.replaceAll(PLANTS.basic, '').replaceAll(PLANTS.bearer, '');
}

function fileName(text: string): string {
  return cut(bare(text).replace(/[/\0]/g, '∕'), 200).replaceAll('\ufffd', '');
}
