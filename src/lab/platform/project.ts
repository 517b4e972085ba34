/** A project of the pretend hosting platform, as a scenario tells it. */
export interface PlatformProject {
  project: string;
  /** The hosts whose sites it serves; what they serve at the start is its first release. */
  owns: readonly string[];
  /** Names of variables that are set at the start; their values are made up. */
  env?: readonly string[];
  /** Whether a push deploys by itself, as platforms do unless told; true where left out. */
  autoDeploy?: boolean;
}
