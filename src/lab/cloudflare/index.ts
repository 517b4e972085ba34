import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import { openAccount, type AccountState, type ScenarioAccount } from './account.ts';
import { apiListener } from './api.ts';
import { openEdge } from './edge.ts';
import { type Fault, Faults } from './faults.ts';
import { isDelegated, publish, recordsToImport } from './publish.ts';
import { createRecord } from './records.ts';
import { replaceAll } from './rules.ts';

/** The pretend address of api.cloudflare.com. */
export const API_ADDRESS = '104.19.193.29';

/** The pretend Cloudflare while it runs. */
export interface Cloudflare {
  readonly account: AccountState;
  /** Requests that were served so far. */
  readonly counts: { readonly reads: number; readonly writes: number };
  /** Answers as the API does, for a test that puts it on a port of its own. */
  readonly listener: RequestListener;
  /** Orders trouble. */
  fail(fault: Fault): void;
  /** Ends all trouble. */
  mend(): void;
  /** What somebody else does in the dashboard: changes the account, and the name servers follow. */
  byHand(change: (account: AccountState) => void): Promise<void>;
}

/** Opens api.cloudflare.com and the edges of the account's zones inside the lab. */
export async function openCloudflare(
  from: ScenarioAccount,
  around: { live: Live; authority: Authority; listeners: Listeners },
): Promise<Cloudflare> {
  const { live, authority, listeners } = around;
  const now = new Date();
  const account = openAccount(from, now);
  for (const [at, zone] of account.zones.entries()) {
    const wanted = from.zones[at];
    const today = live.zones.find((each) => each.name === zone.name);
    const imported = wanted?.imported && today ? recordsToImport(today, wanted.imported.proxied) : [];
    for (const { type, ...record } of [...imported, ...(wanted?.records ?? [])]) {
      const data = type === 'CAA' ? { data: caaOf(record.content) } : {};
      createRecord(zone, { type, ...record, ...data }, new Date(zone.created_on));
    }
    for (const [phase, rules] of Object.entries(wanted?.rules ?? {}))
      replaceAll(zone, phase, { body: { rules }, now: new Date(zone.created_on), dryRun: false });
  }
  const faults = new Faults();
  const counts = { reads: 0, writes: 0 };
  const wrote = (): Promise<void> => publish(live, account.zones);
  const listener = apiListener({ account, faults, counts, wrote, isActive: (zone) => isDelegated(live, zone) });
  const issued = await authority.issue({ names: ['api.cloudflare.com'] });
  await Promise.all([
    listeners.tcp({ host: API_ADDRESS, port: 443 }, createServer(issued, listener)),
    ...account.zones.map((zone) => openEdge(zone, around)),
  ]);
  live.onChange(wrote);
  await wrote();
  return {
    account,
    counts,
    listener,
    fail: (fault) => faults.order(fault),
    mend: () => faults.mend(),
    async byHand(change) {
      change(account);
      await wrote();
    },
  };
}

function caaOf(content: string): Record<string, unknown> {
  const [flags = '0', tag = '', ...value] = content.split(' ');
  return { flags: Number(flags), tag, value: value.join(' ').replace(/^"|"$/g, '') };
}
