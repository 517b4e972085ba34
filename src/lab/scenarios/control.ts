import { createHmac } from 'node:crypto';

/** The key of whoever works in a lab, by which its domains prove to be theirs. */
const KEY = ['lab', 'control', 'key', '0123456789'].join('-');

export const CONTROL_ENV = { LAUNCH_READY_CONTROL_KEY: KEY } as const;

/** The line that a domain of the lab publishes. */
export function controlLine(domain: string): string {
  return `launch-ready=${createHmac('sha256', KEY).update(domain).digest('hex').slice(0, 32)}`;
}
