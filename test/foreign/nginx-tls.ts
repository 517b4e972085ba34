import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from '../../src/lab/ca.ts';
import { freePorts, startNginx } from './nginx.ts';
import { run } from './run.ts';

/** How one server of nginx is set up, and the versions that it then takes. */
export interface Setting {
  name: string;
  protocols: string;
  ciphers?: string;
  keys?: readonly ('ec' | 'rsa2048')[];
}

const HIGH = 'HIGH:!aNULL:!MD5';
const OLD = '@SECLEVEL=0';

/** As administrators write them, and as they should not. */
export const SETTINGS: readonly Setting[] = [
  { name: 'TLS 1.3 alone', protocols: 'TLSv1.3' },
  { name: 'intermediate, RSA', protocols: 'TLSv1.2 TLSv1.3', ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20' },
  { name: 'intermediate, ECDSA', protocols: 'TLSv1.2 TLSv1.3', ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20', keys: ['ec'] },
  { name: 'the list of the manual', protocols: 'TLSv1.2 TLSv1.3', ciphers: HIGH },
  { name: 'all versions', protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3', ciphers: `${HIGH}:${OLD}` },
  {
    name: 'everything that OpenSSL has, two keys',
    protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
    ciphers: `ALL:COMPLEMENTOFALL:${OLD}`,
    keys: ['rsa2048', 'ec'],
  },
  { name: 'TLS 1.0 alone', protocols: 'TLSv1', ciphers: `${HIGH}:${OLD}` },
  { name: 'TLS 1.1 alone', protocols: 'TLSv1.1', ciphers: `${HIGH}:${OLD}`, keys: ['ec'] },
  { name: 'TLS 1.0 and 1.2, with a gap', protocols: 'TLSv1 TLSv1.2', ciphers: `AES128-SHA:AES128-GCM-SHA256:${OLD}` },
  { name: 'no forward secrecy', protocols: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-SHA:AES128-GCM-SHA256' },
  { name: 'no encryption', protocols: 'TLSv1.2', ciphers: `eNULL:${OLD}`, keys: ['rsa2048', 'ec'] },
  { name: 'no certificate', protocols: 'TLSv1.2 TLSv1.3', ciphers: `aNULL:${OLD}` },
  { name: 'Camellia and ARIA', protocols: 'TLSv1.2', ciphers: 'CAMELLIA:ARIA:!aNULL:!PSK', keys: ['rsa2048', 'ec'] },
  { name: 'CCM', protocols: 'TLSv1.2', ciphers: 'AESCCM:AESCCM8:!PSK', keys: ['ec'] },
  { name: 'DHE alone', protocols: 'TLSv1.2', ciphers: 'DHE:!aNULL:!PSK' },
];

export interface Nginx extends AsyncDisposable {
  /** The port of a setting. */
  port(name: string): number;
}

/** One nginx of Debian with a server on a port of its own for each setting. */
export async function openNginx(settings: readonly Setting[]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-tls-'));
  const authority = await makeAuthority();
  for (const key of ['ec', 'rsa2048'] as const) {
    const issued = await authority.issue({ names: ['acme.test'], key });
    await Promise.all([writeFile(join(folder, `${key}.key`), issued.key), writeFile(join(folder, `${key}.pem`), issued.cert)]);
  }
  await run('openssl', ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048', '-out', join(folder, 'dh.pem')]);
  const ports = await freePorts(settings.length);
  const servers = settings.map(({ protocols, ciphers, keys = ['rsa2048'] }, at) =>
    [
      `server { listen 127.0.0.1:${ports[at]} ssl; server_name acme.test; return 204;`,
      `ssl_protocols ${protocols}; ssl_dhparam ${folder}/dh.pem;`,
      ...(ciphers === undefined ? [] : [`ssl_ciphers "${ciphers}";`]),
      ...keys.map((key) => `ssl_certificate ${folder}/${key}.pem; ssl_certificate_key ${folder}/${key}.key;`),
      '}',
    ].join(' '),
  );
  const nginx = await startNginx(folder, servers.join('\n'), ports);
  return {
    port: (name) => ports[settings.findIndex((each) => each.name === name)] ?? 0,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
