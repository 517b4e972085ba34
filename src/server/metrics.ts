import type { EngineStatus } from '../monitor/engine.ts';
import type { Job, Watched } from '../monitor/types.ts';

interface Metric {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  samples: readonly { labels?: Readonly<Record<string, string>>; value: number }[];
}

/** Everything in the text format of Prometheus 0.0.4: base units, one HELP and TYPE per name, labels escaped. Pure. */
export function renderMetrics({
  watched,
  status,
  bytes,
  openIncidents,
  jobs,
  version,
}: {
  watched: readonly Watched[];
  status: EngineStatus;
  bytes: number;
  openIncidents: number;
  /** Of the last day. */
  jobs: readonly Job[];
  version: string;
}): string {
  const of = (pick: (each: Watched) => number | null | undefined): Metric['samples'] =>
    watched.flatMap((each) => {
      const value = pick(each);
      return value === null || value === undefined ? [] : [{ labels: { monitor: each.monitor.name, url: each.monitor.url }, value }];
    });
  const phases = (['dnsMs', 'tcpMs', 'tlsMs', 'ttfbMs'] as const).flatMap((phase) =>
    watched.flatMap(({ monitor, last }) =>
      last?.[phase] === null || last?.[phase] === undefined
        ? []
        : [{ labels: { monitor: monitor.name, url: monitor.url, phase: phase.slice(0, -2) }, value: last[phase] / 1000 }],
    ),
  );
  const ofJobs = (pick: (job: Job) => number): Metric['samples'] =>
    jobs.map((job) => ({ labels: { project: String(job.project), job: job.name }, value: pick(job) }));
  const metrics: Metric[] = [
    {
      name: 'launch_ready_build_info',
      type: 'gauge',
      help: 'The release that runs; always 1.',
      samples: [{ labels: { version }, value: 1 }],
    },
    {
      name: 'launch_ready_monitor_up',
      type: 'gauge',
      help: '1 up, 0 down; no sample while nobody knows.',
      samples: of(({ shown }) => (shown === 'down' ? 0 : shown === 'up' || shown === 'degraded' || shown === 'suspect' ? 1 : null)),
    },
    {
      name: 'launch_ready_monitor_duration_seconds',
      type: 'gauge',
      help: 'How long the last look took.',
      samples: of(({ last }) => (last && last.totalMs > 0 ? last.totalMs / 1000 : null)),
    },
    { name: 'launch_ready_monitor_phase_seconds', type: 'gauge', help: 'Where the time of the last look went.', samples: phases },
    {
      name: 'launch_ready_monitor_certificate_days',
      type: 'gauge',
      help: 'Whole days until the certificate ends.',
      samples: of(({ last }) => last?.certDays),
    },
    {
      name: 'launch_ready_monitor_last_look_timestamp_seconds',
      type: 'gauge',
      help: 'When the last look began.',
      samples: of(({ last }) => (last ? last.at / 1000 : null)),
    },
    {
      name: 'launch_ready_monitors_late',
      type: 'gauge',
      help: 'Monitors that nobody looked at for more than two intervals.',
      samples: [{ value: status.late.length }],
    },
    {
      name: 'launch_ready_network_failing',
      type: 'gauge',
      help: '1 while the network of this server fails.',
      samples: [{ value: status.network === 'failing' ? 1 : 0 }],
    },
    { name: 'launch_ready_incidents_open', type: 'gauge', help: 'Incidents that are open.', samples: [{ value: openIncidents }] },
    {
      name: 'launch_ready_messages_undelivered',
      type: 'gauge',
      help: 'Alerts waiting or given up.',
      samples: [{ value: status.undelivered }],
    },
    { name: 'launch_ready_looks_total', type: 'counter', help: 'Looks since the start.', samples: [{ value: status.looks }] },
    {
      name: 'launch_ready_looks_skipped_total',
      type: 'counter',
      help: 'Looks left out since the start.',
      samples: [{ value: status.skipped }],
    },
    {
      name: 'launch_ready_looks_void_total',
      type: 'counter',
      help: 'Looks since the start whose times are void, as this server came late.',
      samples: [{ value: status.voids }],
    },
    {
      name: 'launch_ready_events_accepted_total',
      type: 'counter',
      help: 'Items of SDKs stored since the start.',
      samples: [{ value: status.eventsAccepted }],
    },
    {
      name: 'launch_ready_events_refused_total',
      type: 'counter',
      help: 'Items of SDKs refused since the start.',
      samples: [{ value: status.eventsRefused }],
    },
    {
      name: 'launch_ready_job_healthy',
      type: 'gauge',
      help: '1 while a job runs as it should, 0 while it is late, stuck or has failed.',
      samples: ofJobs(({ is }) => (is === 'ok' || is === 'running' ? 1 : 0)),
    },
    {
      name: 'launch_ready_job_failed_runs',
      type: 'gauge',
      help: 'Runs of a job that failed in this hour and the 24 before.',
      samples: ofJobs(({ failed }) => failed),
    },
    {
      name: 'launch_ready_job_missed_runs',
      type: 'gauge',
      help: 'Runs of a job that were missed in this hour and the 24 before.',
      samples: ofJobs(({ missed }) => missed),
    },
    { name: 'launch_ready_store_bytes', type: 'gauge', help: 'What the store takes on disk.', samples: [{ value: bytes }] },
  ];
  return metrics
    .filter((metric) => metric.samples.length > 0)
    .map(written)
    .join('');
}

/** The text of one metric. A sample that comes twice makes scrapers refuse the whole page: the first one stands. */
function written({ name, type, help, samples }: Metric): string {
  const lines = new Map<string, number>();
  for (const { labels = {}, value } of samples) {
    const pairs = Object.entries(labels).map(
      ([key, text]) => `${key}="${text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`,
    );
    const series = `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''}`;
    if (!lines.has(series)) lines.set(series, value);
  }
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${[...lines].map(([series, value]) => `${series} ${value}`).join('\n')}\n`;
}
