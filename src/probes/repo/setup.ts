import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { asRecord, parseJsonc } from '../../parsers/setup/jsonc.ts';
import { BUILD_FILE } from '../../parsers/setup/build-settings.ts';
import { missingNets, NETS, netsByName, seeNets } from '../../parsers/setup/safety-net.ts';
import { silencedIn } from '../../parsers/setup/silenced.ts';
import { DANGERS, type DangerId, readWorkflow } from '../../parsers/setup/workflow.ts';
import { codeReader } from './code-reader.ts';
import { CODE, GENERATED } from './env-code.ts';
import { isMadeUp, listFiles, READING, readText } from './list.ts';

/** Files opened, and the largest that are read, bytes. */
const CONFIGS = 300;
const CODE_FILES = 3_000;
const BYTES = 512 * 1024;
/** Places kept of each kind. */
const KEPT = 50;

const WORKFLOW = /^\.github\/(workflows\/[^/]+|actions\/.*action)\.ya?ml$/;
const BUILD = /(^|\/)(package\.json|vercel\.json|netlify\.toml|([\w.-]+\.)?Dockerfile(\.[\w-]+)?)$/;
const CONFIG = /(^|\/)(index\.html|wrangler\.(toml|jsonc?)|instrumentation\.[jt]s)$/;
const DANGER_IDS = Object.keys(DANGERS) as [DangerId, ...DangerId[]]; // as: the table is not empty

const place = z.object({ file: z.string(), line: z.int(), what: z.string() });

/** How a checkout is built, checked and watched, as its configuration says. */
export const repoSetup = defineProbe({
  id: 'repo/setup',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for its build and its pipelines',
  deadline: READING,
  sees: z.object({
    /** Builds and tests whose failure stops nothing. */
    silenced: z.array(place.extend({ lintOnly: z.boolean() })),
    /** Builds that publish the source code. */
    maps: z.array(place),
    workflows: z.array(place.extend({ danger: z.enum(DANGER_IDS) })),
    /** What would tell of a failure and is not there. */
    missing: z.array(z.enum(NETS)),
    /** Files that could not be read. */
    unread: z.array(z.string()),
    truncated: z.boolean(),
  }),
  async collect({ root }, io) {
    const listing = await listFiles(root, io.signal);
    const files = listing.files.filter((path) => !isMadeUp(path));
    const seen = {
      silenced: [] as Quiet[],
      maps: [] as Place[],
      workflows: [] as (Place & { danger: DangerId })[],
      unread: [] as string[],
    };
    const dependencies = new Set<string>();
    await using reader = codeReader(io.signal);
    const configs = files.filter((path) => WORKFLOW.test(path) || BUILD.test(path) || BUILD_FILE.test(path)).slice(0, CONFIGS);
    let isCleaned = false;
    for (const file of configs) {
      io.signal.throwIfAborted();
      const text = await readText(root, file, BYTES);
      const found = text === null ? null : await settingsIn(file, text, reader);
      if (text === null || found === null) {
        seen.unread.push(file);
        continue;
      }
      isCleaned ||= /(\brm\b|rimraf|del(ete)?|unlink)[^\n]{0,100}\.map\b|\.map\b[^\n]{0,60}-delete/.test(text);
      seen.silenced.push(...found.silenced.map((each) => ({ ...each, file })));
      seen.maps.push(...found.maps.map((each) => ({ ...each, file })));
      seen.workflows.push(...found.dangers.map((each) => ({ ...each, file })));
      if (/(^|\/)package\.json$/.test(file)) for (const name of namesIn(text)) dependencies.add(name);
    }
    const nets = netsByName(files, [...dependencies]);
    const code = files.filter((path) => (CODE.test(path) && !GENERATED.test(path)) || CONFIG.test(path));
    for (const file of code.slice(0, CODE_FILES)) {
      if (nets.health && nets.tracking && nets.boundary) break;
      io.signal.throwIfAborted();
      seeNets(nets, (await readText(root, file, BYTES)) ?? '');
    }
    const truncated = listing.truncated || code.length > CODE_FILES;
    return {
      silenced: seen.silenced.slice(0, KEPT),
      maps: isCleaned ? [] : seen.maps.slice(0, KEPT),
      workflows: seen.workflows.slice(0, KEPT),
      // What may stand in a file that was not opened is not missing.
      missing: truncated ? [] : missingNets(nets, [...dependencies]),
      unread: seen.unread.slice(0, KEPT),
      truncated,
    };
  },
});

export interface Place {
  file: string;
  line: number;
  what: string;
}
type Quiet = Place & { lintOnly: boolean };
type Found = Pick<ReturnType<typeof readWorkflow> & object, 'dangers' | 'silenced'> & { maps: Omit<Place, 'file'>[] };

async function settingsIn(file: string, text: string, reader: ReturnType<typeof codeReader>): Promise<Found | null> {
  if (WORKFLOW.test(file)) {
    const workflow = readWorkflow(text);
    return workflow && { ...workflow, maps: [] };
  }
  if (!BUILD_FILE.test(file)) return { silenced: silencedIn(file, text), dangers: [], maps: [] };
  const settings = await reader.build(file, text);
  return settings && { ...settings, dangers: [] };
}

function namesIn(manifest: string): string[] {
  const read = asRecord(parseJsonc(manifest));
  return ['dependencies', 'devDependencies'].flatMap((section) => Object.keys(asRecord(read?.[section]) ?? {}));
}
