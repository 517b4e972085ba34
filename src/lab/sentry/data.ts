/** A project at the pretend Sentry; `issues` are in the words of its API. */
export interface SentryProject {
  org: string;
  project: string;
  issues: readonly Readonly<Record<string, unknown>>[];
}
