import { parseConfig } from '../src/core/config-file.ts';
import type { Io } from '../src/core/io.ts';
import { startLab, type Lab } from '../src/lab/index.ts';
import type { MailRule, Submission } from '../src/lab/mail/data.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import healthy from '../src/lab/scenarios/healthy.ts';
import { mailTestYaml, seedInboxes } from '../src/lab/scenarios/mail-world.ts';
import { type MailTest, type MailTesting, runMailTest } from '../src/mail/run.ts';
import { mailSettings, type MailSettings } from '../src/mail/settings.ts';
import { testIo } from './io.ts';

/** What differs from a product whose mail is in order. */
export interface MailWorld {
  rules?: readonly MailRule[];
  submission?: Partial<Submission>;
  /** Not signed at all. */
  unsigned?: boolean;
  /** Takes records of acme.test away or puts others in. */
  records?: (records: readonly string[]) => readonly string[];
  resolver?: Scenario['resolver'];
  env?: Readonly<Record<string, string>>;
}

/** The healthy product with other mail. */
export function mailScenario({ rules = [], submission = {}, unsigned = false, records = (all) => all, resolver }: MailWorld): Scenario {
  const { sign, ...rest } = { ...healthy.submission!, ...submission };
  const { cloudflare: _edge, ...elsewhere } = healthy; // records are changed where they lie, not at an edge
  return {
    ...elsewhere,
    sites: [],
    zones: healthy.zones.map((zone) => (zone.name === 'acme.test' ? { ...zone, records: records(zone.records) } : zone)),
    inboxes: seedInboxes(rules),
    submission: unsigned || !sign ? rest : { ...rest, sign },
    ...(resolver ? { resolver } : {}),
  };
}

/** An Io that lives in a lab, with the real clock, because messages are dated. */
export function ioIn(lab: Lab, overrides: Partial<Io> = {}): Io {
  const { resolver, roots, ca, route, env } = lab;
  return testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route, env, ...overrides });
}

/** The settings of the healthy product's configuration. */
export function settingsIn(io: Io, overrides: Partial<MailSettings> = {}): MailSettings {
  const config = parseConfig(`domain: acme.test\nmail:\n${mailTestYaml('Acme <hello@acme.test>')}`, 'launch-ready.yaml');
  return { ...mailSettings(config, io.env), ...overrides };
}

/** Runs a test of one reset mail in such a world. */
export async function testMail(
  world: MailWorld,
  {
    settings = {},
    testing = {},
    env,
  }: { settings?: Partial<MailSettings>; testing?: MailTesting; env?: Readonly<Record<string, string>> } = {},
): Promise<{ test: MailTest; lab: Lab }> {
  await using lab = await startLab(mailScenario(world));
  const io = ioIn(lab, env ? { env: { ...lab.env, ...env } } : {});
  return { test: await runMailTest(io, settingsIn(io, { messages: [{ kind: 'reset' }], ...settings }), testing), lab };
}
