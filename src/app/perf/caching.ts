import { createHash } from 'node:crypto';
import { collect } from '../../core/collect.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Profile } from '../../core/profile.ts';
import { subjectName, type UrlKind } from '../../core/subject.ts';
import type { Tell } from '../../core/verb.ts';
import { type Jar, logIn } from '../../load/login.ts';
import type { CacheAdvice, Caching, PerfRun } from '../../load/result.ts';
import { evidenceHeaders, mediaType } from '../../probes/http/headers.ts';
import { cookiesOf } from '../../probes/http/page.ts';
import { request } from '../../probes/net/http-client.ts';
import { redact } from '../../redact/redact.ts';
import { discover } from '../discover.ts';
import type { Target } from '../target.ts';
import { answerOf, type Look, ruleFor } from './cache-rule.ts';
import { cacheSteps } from './cache-steps.ts';

/** More addresses than this are pages of one kind. */
const MOST = 40;

/**
 * What each address of a product should say of caching: two strangers ask for it one after another and, where `perf.login` tells how, a
 * customer. Only GET is sent, three times per address at most.
 */
export async function lookAtCaching(
  io: Io,
  { target, profile, latest }: { target: Target; profile: Profile; latest: PerfRun | undefined },
  tell: Tell,
): Promise<Caching> {
  const { config } = target;
  const { jar, nobodyIn } = await customer(io, target);
  const urls = [...(await addresses(io, { target, profile }, tell))].slice(0, MOST);
  const strangers = await Promise.all(urls.map(([url]) => lookAt(io, url)));
  const rules = await Promise.all(
    urls.map(async ([url, kind], i) => {
      const stranger = strangers[i]!; // !: one look for each
      const cookies = jar?.headers(url) ?? {};
      const [again, inside] = [await lookAt(io, url), Object.keys(cookies).length > 0 ? await lookAt(io, url, cookies) : undefined];
      if ('why' in stranger) return { url, why: stranger.why };
      if ('why' in again) return { url, why: again.why };
      const seen = { url, kind, stranger, again, customer: inside === undefined || 'why' in inside ? undefined : inside };
      const rule = ruleFor(seen, { now: io.now(), slow: isSlow(latest, url) });
      if (rule.is === 'skip') return { url, why: rule.why };
      const { headers } = answerOf(seen);
      const steps = rule.is === 'set' ? cacheSteps({ url, kind, value: rule.value ?? '', headers, config, now: io.now() }) : [];
      return { ...rule, steps };
    }),
  );
  const caching: Caching = {
    advice: rules.filter((rule): rule is CacheAdvice => 'is' in rule),
    skipped: rules.filter((rule): rule is { url: string; why: string } => !('is' in rule)),
    ...(nobodyIn === undefined ? {} : { nobodyIn }),
  };
  return redact(caching) as Caching; // as: redacting keeps the shape
}

async function customer(io: Io, { config }: Target): Promise<{ jar?: Jar; nobodyIn?: string }> {
  const { login } = config.perf;
  if (login === undefined) return { nobodyIn: 'launch-ready.yaml has no perf.login' };
  try {
    return { jar: await logIn(io, login) };
  } catch (error) {
    if (error instanceof UserError) return { nobodyIn: error.message };
    throw error;
  }
}

/** The routes that the configuration names, then what the domain leads to. */
async function addresses(io: Io, { target, profile }: { target: Target; profile: Profile }, tell: Tell): Promise<Map<string, UrlKind>> {
  const { config } = target;
  const found = new Map<string, UrlKind>(config.routes.map(({ url, kind }) => [url, kind]));
  if (target.domain !== undefined) {
    const onAsk: Parameters<typeof collect>[0]['onAsk'] = (probe, subject) =>
      tell({ is: 'asking', text: `${subjectName(subject)}: ${probe.asks}` });
    const find: Parameters<typeof collect>[0]['discover'] = (see, add) => discover({ ...target, logs: [] }, see, add);
    const bundle = await collect({ target: target.name, config, profile, checks: [], io, redact, discover: find, onAsk });
    for (const subject of bundle.subjects) if (subject.kind === 'url' && !found.has(subject.url)) found.set(subject.url, subject.for);
  }
  for (const [url, kind] of found) if (kind === 'webhook') found.delete(url);
  return found;
}

async function lookAt(io: Io, url: string, headers: Readonly<Record<string, string>> = {}): Promise<Look | { why: string }> {
  const answer = await request(io, { url, headers, trusted: Object.keys(headers).length > 0 && url.startsWith('https:') });
  if (answer.is === 'silence') return { why: answer.message };
  return {
    status: answer.status,
    headers: evidenceHeaders(answer.headers),
    cookies: cookiesOf(answer.headers, io.now()),
    type: mediaType(answer.headers),
    sha256: createHash('sha256').update(answer.body.bytes).digest('hex'),
  };
}

function isSlow(latest: PerfRun | undefined, url: string): boolean {
  const route = latest?.routes.find((each) => each.url === url);
  return (
    route !== undefined && (route.verdict === 'slow' || route.verdict === 'fail') && (route.measured.p95.ms ?? 0) > route.lines.targetMs
  );
}
