import type { EngineStatus } from '../monitor/engine.ts';
import type { Watched } from '../monitor/types.ts';

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
  version,
}: {
  watched: readonly Watched[];
  status: EngineStatus;
  bytes: number;
  openIncidents: number;
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
      samples: of(({ last }) => (last ? last.totalMs / 1000 : null)),
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
    { name: 'launch_ready_store_bytes', type: 'gauge', help: 'What the store takes on disk.', samples: [{ value: bytes }] },
  ];
  return metrics
    .filter((metric) => metric.samples.length > 0)
    .map(written)
    .join('');
}

function written({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(
      ([key, text]) => `${key}="${text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`,
    );
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${[...new Set(lines)].join('\n')}\n`;
}
