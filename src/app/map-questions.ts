import type { Config } from '../core/config.ts';
import type { DomainMap, MapQuestion } from '../core/finding.ts';
import { ownerOf } from '../handover/known.ts';

type Facts = Pick<DomainMap, 'dns' | 'mail' | 'registration' | 'hosts' | 'code'>;

/**
 * What no protocol tells and a founder must be able to say before launch: who can sign in where, and whether the domain renews itself.
 * Answers come from `owners` and `handover.access` of launch-ready.yaml. Pure.
 */
export function questionsFor(map: Facts, config: Pick<Config, 'owners' | 'handover'>): MapQuestion[] {
  const hosting = [...new Set(map.hosts.flatMap(({ provider }) => provider ?? []))];
  const registrar = map.registration?.registrar;
  const at = (what: string, who: string | undefined): string => (who === undefined ? what : `${what} (${who})`);
  const ask = (about: MapQuestion['about'], asks: string, words: readonly string[]): MapQuestion => {
    const answer = answerOf(config, words);
    return { about, asks, ...(answer === undefined ? {} : { answer }) };
  };
  return [
    ask('registrar', `Who can sign in at ${at('the registrar', registrar)}, and is the account yours?`, ['registrar', 'domain']),
    ask('renewal', 'Does the domain renew itself, and whose card pays for it?', ['renew']),
    ask('dns', `Who can sign in at ${at('the DNS host', map.dns)}?`, ['dns']),
    ...(hosting.length === 0 ? [ask('hosting', 'Who can sign in where the product runs?', ['hosting', 'deploy'])] : []),
    ...hosting.map((name) => ask('hosting', `Who can sign in at ${name}, where the product runs?`, [name, 'hosting', 'deploy'])),
    ask('mail', `Who can sign in at ${at('the mail provider', map.mail)}?`, ['email', 'mail']),
    ask('code', `Who can sign in where the code lives${map.code === undefined ? '' : ` (${map.code})`}?`, [
      'code',
      'repo',
      'github',
      'gitlab',
    ]),
  ];
}

/** Whom the configuration names: the first word that `owners` or `handover.access` knows. */
function answerOf({ owners, handover }: Pick<Config, 'owners' | 'handover'>, words: readonly string[]): string | undefined {
  for (const word of words.map((each) => each.toLowerCase())) {
    const owner = ownerOf({ owners }, word);
    if (owner !== undefined) return owner;
    const access = handover.access.find(({ system }) => system.toLowerCase().includes(word));
    const who = access?.owner ?? access?.account;
    if (who !== undefined) return [who, access?.how_to_enter].filter((each) => each !== undefined).join(', ');
  }
  return undefined;
}
