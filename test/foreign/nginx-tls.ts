import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Setting } from './tls-settings.ts';

/** Writes nginx's configuration: a server on a port of its own for each setting. Gives the arguments that start it. */
export async function nginxFor(settings: readonly (Setting & { port: number })[], folder: string): Promise<string[]> {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`);
  const servers = settings.map((setting) => serverFor(setting).replaceAll('{folder}', folder));
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths.join(' ')} ${servers.join('\n')} }\n`,
  );
  return ['-p', folder, '-e', 'stderr', '-c', file];
}

function serverFor({ port, protocols, http2, named, ...setting }: Setting & { port: number }): string {
  if (protocols === '') return `server { listen 127.0.0.1:${port}; return 204; }`;
  const { ciphers, groups = 'auto', keys = ['rsa2048'], dh = 2048, more = '' } = setting;
  const listen = `listen 127.0.0.1:${port} ssl${http2 ? ' http2' : ''}`;
  const tls = [
    `ssl_protocols ${protocols}; ssl_dhparam {folder}/dh${dh}.pem; ssl_ecdh_curve ${groups};`,
    ...(ciphers === undefined ? [] : [`ssl_ciphers "${ciphers}";`]),
    ...keys.map((key) => `ssl_certificate {folder}/${key}.pem; ssl_certificate_key {folder}/${key}.key;`),
    more,
  ].join(' ');
  const others = named ? `server { ${listen} default_server; ssl_reject_handshake on; ${tls} }` : '';
  return `${others} server { ${listen}; server_name acme.test; return 204; ${tls} }`;
}
