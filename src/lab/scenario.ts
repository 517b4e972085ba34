import type { CheckId, Severity } from '../core/vocabulary.ts';
import type { ScenarioAssistant } from './assistant/data.ts';
import type { MailServer, SeedInbox, Submission } from './mail/data.ts';
import type { ScenarioAccount } from './cloudflare/account.ts';
import type { PlatformProject } from './platform/project.ts';
import type { PackageState, Registration } from './registry/data.ts';
import type { SentryProject } from './sentry/data.ts';
import type { Signing } from './sign.ts';

/** A name server of a zone. `without` takes record sets away ("app A") and `instead` puts others in their place, on this server alone. */
export interface NameServer {
  /** Without final dot. */
  name: string;
  /** The pretend address, IPv4 or IPv6. */
  address: string;
  /** `silent` never answers, `refuse` says REFUSED, `gone` has nobody listening. */
  does?: 'answer' | 'silent' | 'refuse' | 'gone';
  /** Sends its zones to whoever asks (AXFR). */
  transfers?: true;
  serial?: number;
  without?: readonly string[];
  instead?: readonly string[];
}

/** A zone. SOA and NS records are written for you; the other records are lines `name [ttl] TYPE data` as in a master file (RFC 1035 section 5). */
export interface Zone {
  /** Without final dot; the empty string is the root. */
  name: string;
  servers: readonly NameServer[];
  records: readonly string[];
  /** The NS set of the parent where it differs; an empty list is a domain that does not exist. */
  parentNames?: readonly string[];
  /** The NS set of the zone itself where it differs from `servers`. */
  names?: readonly string[];
  /** Signed with DNSSEC, and the parent vouches for it; unsigned where left out. */
  signed?: Signing;
  /** Seconds; 3600 where a line gives none. */
  ttl?: number;
  soa?: Partial<Record<'serial' | 'refresh' | 'retry' | 'expire' | 'minimum' | 'ttl', number>>;
}

export type KeyKind = 'ec' | 'rsa2048' | 'rsa1024';

/** A certificate. `from` and `until` are days from now; -20 and 70 where left out, as a 90-day certificate three weeks old. */
export interface Certificate {
  names: readonly string[];
  from?: number;
  until?: number;
  issuer?:
    | 'intermediate'
    | 'missing-intermediate'
    | 'expired-intermediate'
    | 'expired-cross-sign'
    | 'wrong-order'
    | 'foreign-extra'
    | 'self-signed'
    | 'private-root'
    | 'private-chain';
  key?: KeyKind;
  /** SHA-256 where left out. */
  hash?: 'sha1';
}

/** Which foreign origins may read an answer. `prefix`: origins that begin like the site; `suffix`: that end like it; `subdomains`: all below it; `http`: its http twins. */
export interface Cors {
  origins: 'any' | 'reflect' | 'null' | 'prefix' | 'suffix' | 'subdomains' | 'http' | readonly string[];
  credentials?: boolean;
  /** Leaves `Vary: Origin` out where an answer depends on the origin. */
  vary?: false;
}

/** What is answered on one path. `{{nonce}}` in headers, cookies and body is a fresh random value per answer. */
export interface Route {
  /** `/exact`, `/below/*`, or `*` for everything; the first that fits wins. */
  path: string;
  /** Only for this method, such as POST; every method where left out. */
  method?: string;
  /** 200 where left out. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** A body sent as JSON. */
  json?: unknown;
  /** `keepPath` puts the asked path behind the origin of `to`; both are true where left out. Status 301. */
  redirect?: { to: string; status?: 301 | 302 | 303 | 307 | 308; keepPath?: boolean; keepQuery?: boolean };
  /** Set-Cookie values. */
  cookies?: readonly string[];
  cors?: Cors;
  /** Thinking time before the answer, ms. */
  delayMs?: number;
  /** Requests that are answered in so many seconds; further ones get status 429 with Retry-After. */
  limit?: { requests: number; seconds: number };
  /** It thinks about one request at a time, as behind one lock; the others wait. */
  oneAtATime?: true;
  /** Without a cookie of this name the other route is answered. */
  requires?: { cookie: string; otherwise: Omit<Route, 'path' | 'method' | 'requires'> };
}

/** A web site: names, the pretend addresses it listens on, and what it answers. Sites may share addresses; SNI and Host tell them apart. */
export interface Site {
  hosts: readonly string[];
  addresses: readonly string[];
  /** Nobody listens on port 80 where left out. */
  http?: readonly Route[];
  /** Nobody listens on port 443 where left out. */
  https?: readonly Route[];
  /** Headers of every https answer; a route's own win, and an empty one takes the header away. */
  headers?: Readonly<Record<string, string>>;
  certificate?: Certificate;
  /** TLS versions and OpenSSL's cipher list; of all sites on one address the first decides. `none` speaks plain HTTP on port 443. */
  tls?: { min?: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3'; max?: 'TLSv1.1' | 'TLSv1.2'; ciphers?: string } | 'none';
  /** Text answers are compressed unless this is false. */
  compress?: false;
  delayMs?: number;
}

/** A planted fault and the finding it must give. */
export interface Fault {
  /** What was broken, in plain words. */
  plant: string;
  check: CheckId;
  /** Subject key: `site coachly.test`, `host app.coachly.test`, `url https://…`, `repo .`. */
  on: string;
  severity?: Severity;
}

/** Something that is done by hand: sites as they are afterwards, names whose records are taken out at the edge, and how domains are registered. */
export interface Hand {
  sites?: readonly Site[];
  removes?: readonly string[];
  registrations?: Readonly<Record<string, Registration>>;
}

/** A pretend internet as data: plain JSON, so that it can be shown, saved and sent to another process. */
export interface Scenario {
  /** The file name, such as `healthy`. */
  name: string;
  title: string;
  /** One sentence: who is the founder and what is going on. */
  about: string;
  domain: string;
  zones: readonly Zone[];
  sites: readonly Site[];
  mail?: readonly MailServer[];
  /** Mailboxes that test mail may be sent to and read from, and the server through which the app sends. */
  inboxes?: readonly SeedInbox[];
  submission?: Submission;
  resolver?: 'answer' | 'timeout' | 'servfail';
  /** Files of a checkout: path to text. */
  repository?: Readonly<Record<string, string>>;
  /** What went before in its git history, the oldest first. */
  history?: readonly { daysAgo: number; says: string }[];
  /** What the founder does when told to repair something, by `check subject` of the finding. */
  hands?: Readonly<Record<string, Hand>>;
  /** Providers whose keys the founder replaces when asked to; those of others are put off. */
  rotates?: readonly string[];
  /** A pretend Cloudflare account; its token is in `CLOUDFLARE_API_TOKEN` of the lab's environment. */
  cloudflare?: ScenarioAccount;
  /** The same checkout after a founder's AI builder was given the prompts of the audit: the whole tree, not a difference. */
  repaired?: Readonly<Record<string, string>>;
  /** The project on the pretend hosting platform that serves some of the sites. */
  platform?: PlatformProject;
  /** The assistant that visitors talk to; its canary is in `AI_CANARY` of the lab's environment. */
  assistant?: ScenarioAssistant;
  /** How domains are registered, by name; every other one is registered well. */
  registrations?: Readonly<Record<string, Registration>>;
  /** How packages stand at npm and PyPI, by name; every other one was published years ago. */
  packages?: Readonly<Record<string, PackageState>>;
  /** A project at the pretend Sentry; its token is in `SENTRY_AUTH_TOKEN` of the lab's environment. */
  sentry?: SentryProject;
  /** Environment variables of whoever works in it: tokens of the pretend providers. */
  env?: Readonly<Record<string, string>>;
  faults: readonly Fault[];
  expect: { decision: 'go' | 'no-go' | 'cannot-tell' };
}

/** Identity function that checks a scenario's type. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
