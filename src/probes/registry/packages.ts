import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { npmAnswer, type PackageAnswer, pypiAnswer } from '../../parsers/setup/package-answer.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { request } from '../net/http-client.ts';
import { type Suspect, suspectsOf } from './suspects.ts';

/** Names asked about in one audit. */
const MOST = 20;
const MS = 5_000;
/** What is larger has hundreds of versions, and is no name that somebody took last week. */
const BYTES = 1_000_000;
/** A package that changed lately and has so few versions may be one of last week. */
const FEW = 10;
const LATELY_MS = 60 * 86_400_000;

const REGISTRIES = {
  npm: {
    host: 'registry.npmjs.org',
    at: (name: string): string => `https://registry.npmjs.org/${name.replace('/', '%2f')}`,
    /** Answers without texts and times, a tenth of the size. */
    short: 'application/vnd.npm.install-v1+json',
    read: npmAnswer,
  },
  pypi: {
    host: 'pypi.org',
    at: (name: string): string => `https://pypi.org/simple/${name}/`,
    short: 'application/vnd.pypi.simple.v1+json',
    read: pypiAnswer,
  },
} as const;

const found = z.object({
  name: z.string(),
  registry: z.enum(['npm', 'pypi']),
  file: z.string(),
  line: z.int(),
  /** False for a name that code brings in and no manifest asks for. */
  declared: z.boolean(),
  is: z.enum(['there', 'absent', 'held']),
  versions: z.int(),
  published: z.string().nullable(),
});
type Found = z.output<typeof found>;

/** Whether the packages exist whose existence nothing in the checkout shows. Names that a registry of one's own may hold are told to nobody. */
export const registryPackages = defineProbe({
  id: 'registry/packages',
  on: 'repo',
  touch: 'passive',
  asks: 'npm and PyPI whether the packages exist that no lockfile holds',
  deadline: 45_000,
  sees: z.object({
    /** Manifests of packages that were read. */
    manifests: z.int(),
    asked: z.array(found),
    /** Names that may be private, and names beyond the limit of one audit. */
    kept: z.int(),
    beyond: z.int(),
    /** Names that the registries gave no answer for. */
    unanswered: z.array(z.string()),
  }),
  async collect({ root }, io) {
    const { manifests, suspects, kept } = await suspectsOf(root, io);
    const asking = suspects.slice(0, MOST);
    const replies = await Promise.allSettled(asking.map((each) => ask(io, each)));
    io.signal.throwIfAborted();
    const failed = replies.filter((reply) => reply.status === 'rejected').map(({ reason }) => reason as unknown);
    for (const reason of failed) if (!(reason instanceof ProbeError)) throw reason;
    const asked = replies.flatMap((reply) => (reply.status === 'fulfilled' ? reply.value : []));
    // What a registry does not say is not known; what it says of others still counts.
    if (failed.length > 0 && asked.every(({ is }) => is === 'there')) throw failed[0];
    const unanswered = asking.filter((_, at) => replies[at]?.status === 'rejected').map(({ name }) => name);
    return { manifests, asked, kept, beyond: suspects.length - asking.length, unanswered };
  },
});

async function ask(io: Io, { name, registry, ...place }: Suspect): Promise<Found> {
  const first = await answerOf(io, { name, registry, accept: REGISTRIES[registry].short });
  const isYoung = first.is === 'there' && first.versions <= FEW && io.now().getTime() - Date.parse(first.changed ?? '') < LATELY_MS;
  // The short answer of npm has no date of the first version.
  const whole = isYoung && first.published === null ? await answerOf(io, { name, registry, accept: 'application/json' }) : first;
  const { is, versions, published } = whole;
  return { name, registry, ...place, is, versions, published };
}

async function answerOf(io: Io, what: Pick<Suspect, 'name' | 'registry'> & { accept: string }): Promise<PackageAnswer> {
  const { host, at, read } = REGISTRIES[what.registry];
  const reply = mustAnswer(
    // `trusted`: whether a name is free is not for anybody on the way to say.
    await request(io, { url: at(what.name), trusted: true, headers: { Accept: what.accept }, limits: { ms: MS, bodyBytes: BYTES } }),
  );
  const { status, body } = reply;
  if (status === 404) return { is: 'absent', versions: 0, published: null, changed: null };
  if (status !== 200) throw new ProbeError('registry-refused', `${host} answers with status ${status}.`);
  if (body.truncated) return { is: 'there', versions: FEW + 1, published: null, changed: null };
  const answer = read(body.bytes.toString('utf8'));
  if (!answer) throw new ProbeError('registry-malformed', `The answer of ${host} cannot be read.`);
  return answer;
}
