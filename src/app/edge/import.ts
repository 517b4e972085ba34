import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { HSTS_STAGES } from '../../core/config-edge.ts';
import { UserError } from '../../core/errors.ts';
import { dangersIn } from '../../providers/cloudflare/dangers.ts';
import { openZone } from '../../providers/cloudflare/read.ts';
import { dataOf } from '../../providers/cloudflare/row.ts';
import { textOf, type ZoneState, zoneStatus } from '../../providers/cloudflare/state.ts';
import { hstsOf } from '../../providers/cloudflare/wanted.ts';
import { line } from '../../reports/text.ts';
import { readConfigText } from '../target.ts';
import { writeText } from '../workspace.ts';
import { edgeTakes, foreignIn, whereOf } from './look.ts';

const takes = z.strictObject({
  ...edgeTakes,
  records: z.boolean().default(false).describe('Write every DNS record down as well'),
  write: z.boolean().default(false).describe('Put the section into launch-ready.yaml'),
});

export interface EdgeImport {
  zone: string;
  active: boolean;
  nameServers: string[];
  /** The section as YAML; a plan made with it is empty. */
  yaml: string;
  foreign: string[];
  dangers: string[];
  /** The file it was written into. */
  wrote?: string;
}

/** `launch-ready edge import`: writes down what is there, so that the first plan is empty, and tells what is dangerous in it. */
export const edgeImport = defineVerb<z.output<typeof takes>, EdgeImport>({
  name: 'edge import',
  does: 'Write your present edge down as configuration, and name what is dangerous in it',
  stage: 'fix',
  touches: 'network',
  takes,
  gives: z.custom<EdgeImport>(),
  examples: ['launch-ready edge import', 'launch-ready edge import --write'],
  async run(input, io) {
    const { zone, workspace } = whereOf(input);
    const { state } = await openZone(io, zone);
    const section = sectionOf(state, input.records);
    const { active, nameServers } = zoneStatus(state);
    const wrote = input.write ? { wrote: writeSection(workspace.root, { zone, section }) } : {};
    return { zone, active, nameServers, yaml: yamlOf({ edge: section }), foreign: foreignIn(state), dangers: dangersIn(state), ...wrote };
  },
  shows: ({ zone, yaml, foreign, dangers, wrote }) =>
    `${[
      wrote === undefined ? yaml.trimEnd() : `Wrote the edge section into ${wrote}.`,
      '',
      `# ${foreign.length} objects of ${zone} belong to others and are left alone.`,
      ...dangers.map((danger) => `# Dangerous: ${line(danger, 200)}`),
      '# `security: as-is` keeps everything as it is now; take the line away to be shown what is safer.',
    ].join('\n')}\n`,
});

function sectionOf(state: ZoneState, withRecords: boolean): Record<string, unknown> {
  const value = (id: keyof ZoneState['settings']): string | undefined => {
    const held = state.settings[id]?.value;
    return typeof held === 'string' ? held : undefined;
  };
  const hsts = hstsOf(state.settings.security_header?.value);
  const seconds = hsts.enabled ? hsts.max_age : 0;
  const stage = HSTS_STAGES.find((_stage, at) => [0, 300, 86_400, 31_536_000][at] === seconds);
  return {
    provider: 'cloudflare',
    zone: state.name,
    security: 'as-is',
    ...(value('ssl') === undefined ? {} : { ssl: value('ssl') }),
    ...(value('always_use_https') === undefined ? {} : { always_https: value('always_use_https') === 'on' }),
    ...(value('min_tls_version') === undefined ? {} : { min_tls: value('min_tls_version') }),
    ...(stage === undefined ? {} : { hsts: stage, hsts_subdomains: hsts.include_subdomains }),
    ...(withRecords ? { records: recordsOf(state) } : {}),
  };
}

const WRITABLE = new Set(['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT']);

function recordsOf(state: ZoneState): object[] {
  return state.records
    .filter((row) => WRITABLE.has(row.type))
    .map((row) => ({
      name: row.name === state.name ? '@' : row.name.slice(0, -state.name.length - 1),
      type: row.type,
      data: row.type === 'TXT' ? textOf(row) : dataOf(row),
      ...(row.ttl === 1 ? {} : { ttl: row.ttl }),
      ...(row.proxied ? { proxied: true } : {}),
    }));
}

function yamlOf(value: object): string {
  const doc = parseDocument('');
  doc.contents = doc.createNode(value) as never; // as: a new document takes any node
  return doc.toString({ lineWidth: 0 });
}

/** Puts the section into the file, everything else and every comment kept. */
function writeSection(root: string, { zone, section }: { zone: string; section: object }): string {
  const held = readConfigText(root);
  if (held?.file.endsWith('.json'))
    throw new UserError(
      'config-json',
      `${held.file} is JSON, which is not rewritten.`,
      'Copy the section from `launch-ready edge import --json`.',
    );
  const file = held?.file ?? join(root, 'launch-ready.yaml');
  const doc = parseDocument(held?.text ?? '');
  if (!isMap(doc.contents)) doc.contents = doc.createNode({ domain: zone }) as never; // as: a document takes any node
  if (doc.has('edge'))
    throw new UserError(
      'edge-there',
      `${file} has an edge section already.`,
      'Compare it with `launch-ready edge plan`, or take it out first.',
    );
  doc.set('edge', doc.createNode(section));
  writeText(file, doc.toString({ lineWidth: 0 }));
  return file;
}
