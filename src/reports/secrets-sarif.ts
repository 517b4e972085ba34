import { createHash } from 'node:crypto';
import type { FoundSecret, Place } from '../core/secret.ts';
import { VERSION } from '../core/version.ts';
import { SEVERITIES } from '../core/vocabulary.ts';
import { encodePath, HOME, LEVELS } from './sarif.ts';
import { placeText, SEEN_BY } from './secrets.ts';
import { line } from './text.ts';

/** Places of one secret that are results of their own. */
const PLACES = 10;

/** Found secrets as SARIF 2.1.0 for code scanning: one result for each place, with fingerprints that survive moved lines. */
export function renderSecretsSarif({ found }: { found: readonly FoundSecret[] }): string {
  const rules = [...Map.groupBy(found, ({ rule }) => rule).values()].map(ruleOf);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const seen = new Map<string, number>();
  const results = found.flatMap((secret) =>
    secret.places.slice(0, PLACES).map((place) => resultOf(secret, place, { ruleIndex: index.get(secret.rule) ?? -1, seen })),
  );
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Launch Ready', version: VERSION, informationUri: HOME, rules } },
        automationDetails: { id: 'launch-ready/secrets/' },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(secrets: readonly FoundSecret[]): { id: string } & Record<string, unknown> {
  const { rule, kind } = secrets[0]!; // groupBy makes no empty groups
  const worst = SEVERITIES.find((severity) => secrets.some((each) => each.severity === severity)) ?? 'low';
  const helpUri = `${HOME}/blob/main/docs/guide/secrets.md`;
  return {
    id: `secrets/${line(rule, 100)}`,
    name: line(rule, 100),
    shortDescription: { text: line(kind, 200) },
    help: { text: `Replace it with a new one first, then take the old one back.\n\n${helpUri}` },
    helpUri,
    defaultConfiguration: { level: LEVELS[worst].level },
    properties: { 'security-severity': LEVELS[worst].score, precision: 'high', tags: ['security', 'secret'] },
  };
}

function resultOf(
  { id, rule, kind, masked, severity, says }: FoundSecret,
  place: Place,
  { ruleIndex, seen }: { ruleIndex: number; seen: Map<string, number> },
): Record<string, unknown> {
  // Without a baseline a shallow clone has ids of its own; this one is the same everywhere, and tells no more than the message.
  const stable = createHash('sha256')
    .update([rule, masked, place.via ?? '', place.at, place.exposure].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const nth = (seen.get(stable) ?? 0) + 1;
  seen.set(stable, nth);
  const said = says.length === 0 ? '' : ` It says: ${says.map((each) => line(each, 100)).join('; ')}.`;
  return {
    ruleId: `secrets/${line(rule, 100)}`,
    ruleIndex,
    level: LEVELS[severity].level,
    message: { text: `${line(kind, 200)} ${line(masked, 20)}: ${SEEN_BY[place.exposure]}.${said} ${placeText(place)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodePath(place.via ?? place.at), uriBaseId: '%SRCROOT%' },
          region: { startLine: Math.max(1, place.via === undefined ? (place.line ?? 1) : 1) },
        },
      },
    ],
    partialFingerprints: { 'launchReadySecret/v1': id, primaryLocationLineHash: `${stable}:${nth}` },
    properties: { severity, exposure: place.exposure },
  };
}
