import { setTimeout as wait } from 'node:timers/promises';
import type { DeployConfig } from '../core/config-deploy.ts';
import { masker } from '../redact/known.ts';
import { type Adapter, type BeforeSwitch, failed, type Outcome, RELEASE_ID } from './adapter.ts';
import { releaseIn } from './gate.ts';
import { openMachine, quote } from './machine.ts';
import type { Place } from './place.ts';
import { complaint } from './run-command.ts';

/** Between two questions to a process that is starting, ms. */
const START_POLL_MS = 150;
const LOG_LINES = 60;
/** Stands between two parts of one answer. */
const CUT = '-----launch-ready-----';

/**
 * Deploys to a folder of a machine: each release in its own folder and process on its own port. The new one must answer with its id
 * before traffic is switched; the old one goes on running until the new one has proven itself, so that going back is one more switch.
 */
export function processAdapter(process: NonNullable<DeployConfig['process']>, { config, io, say }: Place): Adapter {
  const machine = openMachine(io, process.ssh);
  const ms = config.deadline_seconds * 1_000;
  const at = (path: string): string => quote(`${process.folder}/${path}`);
  const sh = (lines: readonly string[]) => machine.sh(lines.join('\n'));

  /** Starts a release where it does not run, and waits until it names itself on its port. */
  async function start(id: string): Promise<{ ok: true; port: number } | { ok: false; says: string; log: readonly string[] }> {
    const started = await sh([
      'set -e',
      `cd ${quote(process.folder)}; mkdir -p run logs`,
      `pid=$(cat run/${id}.pid 2>/dev/null || true)`,
      `if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then cat run/${id}.port; exit 0; fi`,
      `port=${process.ports[0]}`,
      // Ports of releases that run, and whatever else has them: /proc/net lists local addresses in hex.
      'used() { grep -qx "$1" run/*.port 2>/dev/null || grep -qih "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") " /proc/net/tcp /proc/net/tcp6 2>/dev/null; }',
      `while used "$port"; do port=$((port + 1)); [ "$port" -le ${process.ports[1]} ] || { echo "no free port" >&2; exit 1; }; done`,
      `cd releases/${id}`,
      'if [ -f ../../shared/.env ]; then set -a; . ../../shared/.env; set +a; fi',
      `export PORT="$port" LAUNCH_READY_RELEASE=${id} RELEASE=${id}`,
      `setsid nohup sh -c ${quote(`exec ${process.start}`)} >>../../logs/${id}.log 2>&1 </dev/null &`,
      `echo $! > ../../run/${id}.pid`,
      `echo "$port" > ../../run/${id}.port`,
      'echo "$port"',
    ]);
    const wrong = complaint(`Starting ${id}`, started, ms);
    if (wrong !== undefined) return { ok: false, says: wrong, log: started.log };
    const port = Number(started.out.trim().split('\n').at(-1));
    const until = performance.now() + (config.health?.deadline_seconds ?? 60) * 1_000;
    let last = 'nobody answers';
    while (performance.now() < until) {
      const asked = await sh([
        `curl -sS -m 5 -i http://127.0.0.1:${port}${quote(process.health)} && exit 0`,
        `kill -0 "$(cat ${at(`run/${id}.pid`)})" 2>/dev/null || { echo ended >&2; exit 7; }`,
        'exit 6',
      ]);
      if (asked.code === 7) return { ok: false, says: `${id} ended while it was starting.`, log: await adapter.logs(id) };
      const named = asked.code === 0 ? releaseInRaw(asked.out) : undefined;
      if (named?.ok === true && named.release === id) return { ok: true, port };
      last = asked.code !== 0 ? 'nobody answers' : `it answers ${named?.status ?? '?'} as release ${named?.release ?? 'unnamed'}`;
      await wait(START_POLL_MS, undefined, { signal: io.signal });
    }
    return { ok: false, says: `${id} did not prove itself on port ${port}: ${last}.`, log: await adapter.logs(id) };
  }

  function releaseInRaw(raw: string): { ok: boolean; status: number; release: string | null } {
    const [head = '', ...rest] = raw.split(/\r?\n\r?\n/);
    const [first = '', ...fields] = head.split(/\r?\n/);
    const status = Number(/ (\d{3})/.exec(first)?.[1] ?? 0);
    const headers = fields.map((field): [string, string] => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    });
    const release = releaseIn({ headers, text: rest.join('\n\n') }, config.health?.release ?? '/release');
    return { ok: status >= 200 && status < 300, status, release };
  }

  /** Lets traffic go to a port: the proxy's file, the file `port`, and the link `current`, each put in place at once; undone where the proxy refuses. */
  async function switchTo(id: string, port: number): Promise<Outcome> {
    const upstream = process.upstream;
    const name = (upstream ?? '')
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]*$/, '')
      .replaceAll(/\W/g, '_');
    const files = [
      `cd ${quote(process.folder)}`,
      `ln -sfn releases/${id} current.new; mv -T current.new current`,
      `echo ${port} > port.new; mv port.new port`,
    ];
    const proxy =
      upstream === undefined
        ? []
        : [
            `[ ! -f ${quote(upstream)} ] || cp ${quote(upstream)} ${quote(`${upstream}.before`)}`,
            `printf 'upstream ${name} { server 127.0.0.1:%s; }\\n' ${port} > ${quote(`${upstream}.new`)}`,
            `mv ${quote(`${upstream}.new`)} ${quote(upstream)}`,
          ];
    const reload =
      process.reload === undefined
        ? []
        : [
            `if ! { ${process.reload}; } ; then`,
            ...(upstream === undefined
              ? []
              : [`[ ! -f ${quote(`${upstream}.before`)} ] || mv ${quote(`${upstream}.before`)} ${quote(upstream)}`]),
            'exit 1; fi',
          ];
    const ran = await sh(['set -e', ...proxy, ...reload, ...files]);
    const wrong = complaint('The switch', ran, ms);
    return wrong === undefined ? { ok: true } : failed(wrong, ran.log);
  }

  /** The release that has traffic now, and the port it answers on; null where it does not run. */
  async function live(): Promise<{ id: string; port: number } | null> {
    const id = await adapter.current();
    if (id === null) return null;
    const ran = await sh([`cd ${at('run')} && kill -0 "$(cat ${id}.pid)" && cat ${id}.port`]);
    const port = Number(ran.out.trim());
    return ran.code === 0 && port > 0 ? { id, port } : null;
  }

  /** Lets somebody look at the new release beside the one that serves; yes where none serves or none can be reached. */
  async function trial(port: number, beforeSwitch: BeforeSwitch): Promise<Outcome> {
    const before = await live();
    if (before === null) return { ok: true };
    await using reached = await machine.reach([before.port, port]);
    if (reached === null) return { ok: true };
    const [old, now] = reached.ports.map((each) => `http://127.0.0.1:${each}`);
    return await beforeSwitch({ release: before.id, old: old!, new: now! }); // !: as many as were asked for
  }

  async function go(id: string, beforeSwitch?: BeforeSwitch): Promise<Outcome> {
    const started = await start(id);
    if (!started.ok) {
      await stop(`run/${id}.pid`);
      return started;
    }
    const tried = beforeSwitch ? await trial(started.port, beforeSwitch) : ({ ok: true } as const);
    if (!tried.ok) {
      await stop(`run/${id}.pid`);
      return tried;
    }
    say(`${id} names itself on port ${started.port}; switching traffic`);
    return switchTo(id, started.port);
  }

  /** Ends processes by their files below the folder: SIGTERM to the group, SIGKILL after three seconds. */
  const stop = (files: string) =>
    sh([
      `cd ${quote(process.folder)} || exit 0`,
      `for file in ${files}; do [ -f "$file" ] || continue; pid=$(cat "$file"); kill -s TERM -- "-$pid" 2>/dev/null || true`,
      'n=0; while kill -0 "$pid" 2>/dev/null && [ $n -lt 30 ]; do sleep 0.1; n=$((n + 1)); done',
      'kill -s KILL -- "-$pid" 2>/dev/null || true; rm -f "$file" "${file%.pid}.port"; done',
    ]);

  const adapter: Adapter = {
    id: 'process',
    async preflight() {
      const tools = await sh([
        `mkdir -p ${at('releases')} ${at('shared')}`,
        'command -v tar curl setsid nohup >/dev/null || exit 3',
        'exit 0',
      ]);
      const says = tools.code === 3 ? 'tar, curl, setsid or nohup is missing there' : (tools.log.at(-1) ?? 'ready');
      const known = await adapter.releases();
      return [
        { what: machine.name, ok: tools.code === 0, says: tools.code === 0 ? 'can be reached, has the tools' : says },
        {
          what: 'a way back',
          ok: known === null ? null : known.length > 0,
          says:
            known === null
              ? 'the machine could not be asked'
              : known.length > 0
                ? `${known.length} releases kept`
                : 'this is the first release',
        },
      ];
    },
    async deploy({ id, folder, files }, beforeSwitch) {
      if (!RELEASE_ID.test(id)) return failed(`"${id}" is not a release id.`);
      say(`sending ${files.length} files to ${machine.name}`);
      const sent = await machine.upload({ folder, files }, `${process.folder}/releases/${id}.part`, ms);
      const wrong = complaint('The upload', sent, ms);
      if (wrong !== undefined) return failed(wrong, sent.log);
      const placed = await sh([`mv -T ${at(`releases/${id}.part`)} ${at(`releases/${id}`)}`]);
      if (placed.code !== 0) return failed(`Release ${id} is there already.`, placed.log);
      const went = await go(id, beforeSwitch);
      // What was stopped before it had traffic is none to go back to.
      if (!went.ok) await sh([`cd ${quote(process.folder)} && { [ -f run/${id}.pid ] || rm -rf releases/${id}; }`]);
      return went;
    },
    async settle(unproven) {
      const live = await adapter.current();
      if (live === null) return;
      await wait(process.drain_seconds * 1_000, undefined, { signal: io.signal });
      const others = await sh([`cd ${at('run')} && ls | grep '\\.pid$' | grep -vx ${quote(`${live}.pid`)}`]);
      const files = others.out.split('\n').filter((file) => RELEASE_ID.test(file));
      if (files.length > 0) await stop(files.map((file) => `run/${file}`).join(' '));
      const kept = (await adapter.releases())?.filter((id) => id !== live) ?? [];
      const good = new Set(kept.filter((id) => !unproven.includes(id)).slice(0, config.keep - 1));
      const old = kept.filter((id) => !good.has(id));
      if (old.length > 0) await sh([`cd ${at('releases')} && rm -rf ${old.map(quote).join(' ')}`]);
    },
    async current() {
      const ran = await sh([`readlink ${at('current')}`]);
      const id = ran.out.trim().split('/').at(-1) ?? '';
      return RELEASE_ID.test(id) ? id : null;
    },
    async releases() {
      const ran = await sh([`[ -d ${at('releases')} ] || exit 0; cd ${at('releases')} && ls -1t`]);
      if (ran.code !== 0) return null;
      return ran.out.split('\n').filter((id) => RELEASE_ID.test(id) && !id.endsWith('.part'));
    },
    async rollback(to) {
      if (!RELEASE_ID.test(to) || !(await adapter.releases())?.includes(to)) return failed(`Release ${to} is not kept on ${machine.name}.`);
      return go(to);
    },
    async logs(release) {
      if (!RELEASE_ID.test(release)) return [];
      // The values of the machine's variables come along, so that an app that prints one is masked; they are kept nowhere.
      const ran = await sh([`cat ${at('shared/.env')} 2>/dev/null`, `echo ${CUT}`, `tail -n ${LOG_LINES} ${at(`logs/${release}.log`)}`]);
      const [env = '', said = ''] = ran.out.split(`${CUT}\n`);
      const values = [...env.matchAll(/^[^#=\n]*=\s*["']?([^"'\n]+)/gm)].map(([, value]) => value!.trim()); // !: the group always takes part
      return said
        .split('\n')
        .filter((line) => line !== '')
        .map(masker(values));
    },
    async envNames() {
      const ran = await sh([
        `[ -f ${at('shared/.env')} ] || exit 0; sed -n 's/^ *\\(export \\)\\{0,1\\}\\([A-Za-z_][A-Za-z0-9_]*\\)=..*/\\2/p' ${at('shared/.env')}`,
      ]);
      return ran.code === 0 ? ran.out.split('\n').filter((name) => name !== '') : null;
    },
  };
  return adapter;
}
