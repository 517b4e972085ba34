import type { DeployConfig } from './config-deploy.ts';

/** What a URL is for; decides which bars apply to it. */
export const URL_KINDS = ['home', 'page', 'login', 'signup', 'dashboard', 'checkout', 'api', 'health', 'webhook', 'asset'] as const;
export type UrlKind = (typeof URL_KINDS)[number];

/** The things that can be looked at. A site is a registrable domain; a host is a name with a TLS port; a repo is a folder, a tracker is where errors are collected. */
export interface Subjects {
  site: { domain: string };
  /** `servers` are the names and addresses that the configuration puts behind an edge. */
  host: { host: string; port: number; servers?: readonly string[] | undefined };
  url: { url: string; for: UrlKind };
  /**
   * `replay` names the environment variable with the address of a server that its migrations may run on; `migrations` is what the
   * configuration says of where they lie.
   */
  repo: { root: string; replay?: string | undefined; migrations?: DeployConfig['migrations'] };
  zone: { id: string };
  database: { url: string };
  release: { id: string };
  /** `name` is how reports call it; where it lies is no evidence. */
  log: { name: string; root: string; path: string };
  tracker: { org: string; project: string };
}
export type SubjectKind = keyof Subjects;
export type Subject<K extends SubjectKind = SubjectKind> = { [P in K]: { kind: P } & Subjects[P] }[K];

/** A stable name for a subject, used in evidence keys and finding ids: `site acme.com`, `host app.acme.com`, `url https://…`. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'site':
      return `site ${subject.domain}`;
    case 'host':
      return `host ${subject.host}${subject.port === 443 ? '' : `:${subject.port}`}`;
    case 'url':
      return `url ${subject.url}`;
    // The folder a checkout lies in differs between machines; a run audits one, so its key is constant.
    case 'repo':
      return 'repo .';
    case 'zone':
    case 'release':
      return `${subject.kind} ${subject.id}`;
    case 'log':
      return `log ${subject.name}`;
    case 'tracker':
      return `tracker ${subject.org}/${subject.project}`;
    case 'database':
      return 'database';
    default:
      return subject satisfies never;
  }
}

/** The name a person reads: the host of a site or host, the URL of a url, the folder of a repo. */
export function subjectName(subject: Subject): string {
  return subject.kind === 'repo' ? 'the repository' : subjectKey(subject).slice(subject.kind.length + 1);
}
