/** A variable that a platform's file reads from elsewhere, or sets for the app. */
export interface PlatformUse {
  name: string;
  line: number;
  is: 'read' | 'set';
  /** Reads that go on without it. */
  optional: boolean;
  /** Who runs it: the app, the pipeline that builds it, or the developers alone. */
  for: 'app' | 'pipeline' | 'developers';
  /** The environment a value is set for; null for every one. */
  environment: string | null;
  /** What the file says it is for. */
  purpose?: string;
}
