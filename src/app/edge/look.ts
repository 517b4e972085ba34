import { z } from 'zod';
import { MAIL_PROVIDERS } from '../../checks/mail-providers.ts';
import type { Change } from '../../core/change.ts';
import { type Config, defaultConfig } from '../../core/config.ts';
import { UserError } from '../../core/errors.ts';
import { freshRun, type Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import { probeHsts, probeOrigins } from '../../providers/cloudflare/facts.ts';
import { type Held, OURS } from '../../providers/cloudflare/intent.ts';
import { planEdge } from '../../providers/cloudflare/plan.ts';
import { openZone, type OpenZone } from '../../providers/cloudflare/read.ts';
import { dataOf, OWNED } from '../../providers/cloudflare/row.ts';
import { PHASES, stateHash, zoneStatus, type ZoneState } from '../../providers/cloudflare/state.ts';
import { hstsOf, wantedFrom } from '../../providers/cloudflare/wanted.ts';
import { redactText } from '../../redact/redact.ts';
import { openWorkspace, repoInput, type Workspace } from '../workspace.ts';

/** What every verb about the edge takes. */
export const edgeTakes = {
  target: z.string().optional().describe('The domain; the one of launch-ready.yaml where left out').meta({ positional: true }),
  repo: repoInput,
};

/** Whose edge it is, and what is wanted of it. */
export interface Where {
  workspace: Workspace;
  config: Config;
  zone: string;
}

/** The zone and the configuration a verb is about. Throws a UserError where nobody names one, or where the edge is another's. */
export function whereOf({ target, repo }: { target?: string | undefined; repo: string }): Where {
  const workspace = openWorkspace(repo);
  const typed = target?.toLowerCase().replace(/\.$/, '');
  const here = workspace.config.edge.zone ?? workspace.config.domain;
  const zone = typed ?? here;
  if (zone === undefined)
    throw new UserError(
      'no-domain',
      'Nobody has said whose edge this is about.',
      'Give the domain: `launch-ready edge plan acme.com`, or write `domain:` into launch-ready.yaml.',
    );
  const config = typed === undefined || here === undefined || typed === here ? workspace.config : defaultConfig();
  const provider = config.edge.provider?.toLowerCase();
  if (provider !== undefined && provider !== 'cloudflare')
    throw new UserError(
      'edge-provider',
      `The edge of ${zone} is at ${provider}, which cannot be changed from here yet.`,
      'Cloudflare alone can be, so far.',
    );
  return { workspace, config, zone };
}

/** A plan: plain data, shown, saved and applied later. */
export interface EdgePlan {
  schema: 1;
  zone: string;
  /** False while visitors do not come through it; then `nameServers` is what the registrar must say. */
  active: boolean;
  nameServers: string[];
  plan: string;
  /** The hash of the state it was made from. */
  state: string;
  changes: Change[];
  held: Held[];
  /** What belongs to others and is left alone. */
  foreign: string[];
  calls: number;
}

/** A plan with the zone it was made from. */
export interface Looked {
  open: OpenZone;
  plan: EdgePlan;
}

/** Reads the zone, probes what must be proven, and plans. Nothing is changed. */
export async function look({ config, zone }: Where, io: Io, tell: Tell): Promise<Looked> {
  tell({ is: 'asking', text: `${zone}: its records, settings and rules at Cloudflare` });
  const open = await openZone(io, zone);
  const { state } = open;
  const wantsStrict = (config.edge.ssl ?? (config.edge.security === 'strict' ? 'strict' : '')) === 'strict';
  const mustProbe =
    (wantsStrict && state.settings.ssl?.value !== 'strict') || config.edge.hsts_subdomains === true || config.edge.proxied.length > 0;
  if (mustProbe) tell({ is: 'asking', text: `${zone}: the certificates of the servers behind it` });
  // A run of its own: what the resolver said before the last change must not count.
  const fresh = freshRun(io);
  const probed = mustProbe ? await probeOrigins(fresh, state) : { origins: {}, others: {} };
  const wantsHsts = (config.edge.hsts ?? (config.edge.security === 'strict' ? '5m' : 'off')) !== 'off';
  const hsts = wantsHsts && !hstsOf(state.settings.security_header?.value).enabled ? await probeHsts(fresh, state) : {};
  const { wanted, held } = wantedFrom(config, state, { now: io.now(), ...probed, hsts, spf: spfTerms(config.mail.senders) });
  return { open, plan: planOf(state, { changes: planEdge(state, wanted), held, calls: open.client.calls() }) };
}

function planOf(state: ZoneState, rest: Pick<EdgePlan, 'changes' | 'held' | 'calls'>): EdgePlan {
  const { active, nameServers } = zoneStatus(state);
  return {
    schema: 1,
    zone: state.name,
    active,
    nameServers,
    plan: state.plan,
    state: stateHash(state),
    foreign: foreignIn(state),
    ...rest,
  };
}

/** The terms the named mail services need in the SPF record of the domain itself. */
function spfTerms(senders: readonly string[]): string[] {
  const terms = senders.map((sender) => MAIL_PROVIDERS.find(({ called }) => called.test(sender))?.spf ?? '');
  return [...new Set(terms.flatMap((term) => term.split(' ')).filter((term) => term !== ''))];
}

/** Rules and records that are not ours, by name. */
export function foreignIn(state: ZoneState): string[] {
  const rules = PHASES.flatMap((phase) =>
    state.rules[phase].rules.filter((rule) => !OURS.test(rule.ref)).map((rule) => `rule "${rule.description || rule.ref}" in ${phase}`),
  );
  const owned: readonly (string | null)[] = Object.values(OWNED);
  const records = state.records.filter((row) => !owned.includes(row.comment)).map((row) => `${row.type} ${row.name} ${dataOf(row)}`);
  return [...rules, ...records].map(redactText);
}
