// How fast a log is redacted, in MB per CPU-second, beside copying it and beside parsing and printing its JSON, in the same run.
import { seeded } from '../test/io.ts';
import { createRedactor } from '../src/redact/stream.ts';

const BYTES = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;
const random = seeded(7);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const hex = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');

const PATHS = ['/', '/feed', '/api/bookings/{}', '/login', '/assets/app-{}.js', '/api/search?q=yoga&page={}'] as const;
const SECRETS = [
  () => `user ada.${hex(6)}@example.com signed in`,
  () => `GET /callback?token=${hex(32)}&next=/home`,
  () => `Authorization: Bearer ${hex(40)}`,
  () => `password=${hex(12)}`,
  () => `charge failed for ${['sk', 'live', hex(24)].join('_')}`,
] as const;

/** Half pino JSON, half text; one line in twenty holds something. */
function line(): string {
  const secret = random() < 0.05 ? pick(SECRETS)() : undefined;
  const url = pick(PATHS).replace('{}', hex(8));
  const time = 1_764_000_000_000 + Math.floor(random() * 1e9);
  if (random() < 0.5) {
    const req = {
      id: `${hex(8)}-${hex(4)}`,
      method: 'GET',
      url,
      headers: { host: 'api.acme.test', 'user-agent': 'Mozilla/5.0 (X11; Linux)', accept: '*/*' },
    };
    return JSON.stringify({
      level: 30,
      time,
      pid: 42,
      hostname: 'web-1',
      req,
      res: { statusCode: 200 },
      responseTime: Math.floor(random() * 900),
      msg: secret ?? 'request completed',
    });
  }
  return `${new Date(time).toISOString()} web-1 INFO ${hex(16)} GET ${url} 200 ${Math.floor(random() * 900)}ms ${secret ?? 'ok, served from the cache of the edge'}`;
}

const lines: string[] = [];
for (let bytes = 0; bytes < BYTES;) {
  lines.push(line());
  bytes += lines.at(-1)!.length + 1;
}
const log = Buffer.from(`${lines.join('\n')}\n`);

/** MB per second of this process' CPU time, the best of three. */
function speed(work: (chunk: Buffer) => unknown, before: () => void = () => undefined): number {
  const runs = Array.from({ length: 3 }, () => {
    before();
    const from = process.cpuUsage();
    for (let at = 0; at < log.length; at += CHUNK) work(log.subarray(at, at + CHUNK));
    const { user, system } = process.cpuUsage(from);
    return log.length / (user + system);
  });
  return Math.max(...runs);
}

let redactor = createRedactor();
let masked = 0;
for (let at = 0; at < log.length; at += CHUNK)
  masked +=
    redactor
      .push(log.subarray(at, at + CHUNK))
      .toString('latin1')
      .split('\u00e2\u0080\u00a6').length - 1;

const json = lines.filter((each) => each.startsWith('{'));
const jsonSpeed = (): number => {
  const from = process.cpuUsage();
  let bytes = 0;
  for (const each of json) bytes += JSON.stringify(JSON.parse(each)).length + 1;
  const { user, system } = process.cpuUsage(from);
  return bytes / (user + system);
};

const rows: [string, number][] = [
  ['copy', speed((chunk) => Buffer.from(chunk))],
  [
    'createRedactor',
    speed(
      (chunk) => redactor.push(chunk),
      () => (redactor = createRedactor()),
    ),
  ],
  ['JSON.parse + JSON.stringify, JSON lines alone', Math.max(jsonSpeed(), jsonSpeed(), jsonSpeed())],
];
process.stdout.write(
  [
    `A log of ${Math.round(log.length / 1e6)} MB in ${lines.length.toLocaleString('en-US')} lines; ${masked.toLocaleString('en-US')} places masked.`,
    '',
    '| work | MB per CPU-second |',
    '| --- | ---: |',
    ...rows.map(([work, mb]) => `| ${work} | ${mb.toFixed(0)} |`),
    '',
  ].join('\n'),
);
