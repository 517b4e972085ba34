import { createHash } from 'node:crypto';
import type { Monitor, Time } from './types.ts';

/** A place of its own within the interval, the same in every process, so that looks never start together and invent latency. */
export function phaseOf({ id, intervalMs }: Pick<Monitor, 'id' | 'intervalMs'>): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % intervalMs;
}

/** The first slot of a monitor after `now`. Slots that were missed are skipped: nobody can look at the past. */
export function nextSlot(monitor: Pick<Monitor, 'id' | 'intervalMs'>, now: Time): Time {
  const phase = phaseOf(monitor);
  return (Math.floor((now - phase) / monitor.intervalMs) + 1) * monitor.intervalMs + phase;
}

/** A monitor that is new, or of a process that has just begun, is looked at within this time, ms: nobody wants to read UNKNOWN for a minute. */
const SOON = 5_000;

/** The first look after a start: soon, and still in a place of its own. */
export function firstSlot(monitor: Pick<Monitor, 'id' | 'intervalMs'>, now: Time): Time {
  return now + (phaseOf(monitor) % Math.min(SOON, monitor.intervalMs));
}
