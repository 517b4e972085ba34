import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort } from '../free-port.ts';

/** NSD, which serves these files of a folder as zones, and gives them whole to whoever asks. */
export async function startNsd(folder: string, zones: Readonly<Record<string, string>>): Promise<Daemon & { port: number }> {
  const port = await freePort();
  const held = Object.entries(zones).map(
    ([name, file]) => `zone:\n  name: "${name}"\n  zonefile: "${file}"\n  provide-xfr: 127.0.0.1 NOKEY`,
  );
  const config = `
server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  pidfile: ""
  database: ""
  zonesdir: "${folder}"
  zonelistfile: "${join(folder, 'zone.list')}"
  xfrdfile: "${join(folder, 'xfrd.state')}"
  xfrdir: "${folder}"
  server-count: 1
remote-control:
  control-enable: no
${held.join('\n')}
`;
  const file = join(folder, 'nsd.conf');
  await writeFile(file, config);
  return { ...(await startDaemon('nsd', ['-d', '-V', '1', '-c', file], /nsd started/)), port };
}
