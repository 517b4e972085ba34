import type { DeployConfig } from '../core/config-deploy.ts';
import type { Io } from '../core/io.ts';

/** What an adapter works with: the configuration, the checkout, the world, and somebody to tell what happens. */
export interface Place {
  config: DeployConfig;
  /** Absolute path of the checkout. */
  root: string;
  io: Io;
  say: (text: string) => void;
}
