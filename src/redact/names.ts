/** What a JSON key says of its value. `digits`: also a number is the secret. `body`: what a customer sent, masked whole. */
export type Named = 'plain' | 'secret' | 'digits' | 'body';

const SECRET =
  /(?:passwords?|passwd|pwd|passphrase|passcode|tokens?|secrets?|secretkey|authorization|credentials?|(?:api|access|private|auth|service|encryption|signing|master|deploy)keys?|cookies?|sessionid|sessid|connectsid|iban)$|^(?:sid|session)$/;
const DIGITS =
  /(?:password|passcode|cardnumber|cardno|creditcard|cvv2?|cvc2?|securitycode|socialsecurity(?:number)?)$|^(?:pan|ssn|otp|pin)$/;
const BODY = /^(?:req(?:uest)?body|rawbody|bodyraw)$/;

/** Judges a key in whatever case and spelling: `Authorization`, `accessToken`, `X-Api-Key`. `parent` is the key of the object it is in. */
export function nameOf(key: string, parent: string): Named {
  const bare = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (DIGITS.test(bare)) return 'digits';
  if (SECRET.test(bare)) return 'secret';
  if (BODY.test(bare) || (bare === 'body' && /^req(?:uest)?$/i.test(parent))) return 'body';
  return 'plain';
}

/** Words that name a secret in the first of two places: a header list, or `{ "name": …, "value": … }`. */
export function namesSecret(text: string): boolean {
  return text.length <= 64 && /^[\w .-]+$/.test(text) && nameOf(text, '') !== 'plain';
}

/** Words before a number that make a card of it. */
export const CARD_CONTEXT = /card|\bpan\b|visa|amex|maestro|american express|discover/i;
