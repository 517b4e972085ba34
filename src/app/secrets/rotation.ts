import { CALLS } from './calls.ts';
import { ENTER, type Guide } from './guide.ts';
import { BUSINESS_GUIDES } from './guides/business.ts';
import { CODE_GUIDES } from './guides/code.ts';
import { DATA_GUIDES } from './guides/data.ts';
import { MESSAGE_GUIDES } from './guides/messages.ts';
import { MODEL_GUIDES } from './guides/models.ts';
import { PLATFORM_GUIDES } from './guides/platforms.ts';

/** Replacing keys by provider. */
export const GUIDES: readonly Guide[] = [
  ...BUSINESS_GUIDES,
  ...MODEL_GUIDES,
  ...MESSAGE_GUIDES,
  ...PLATFORM_GUIDES,
  ...DATA_GUIDES,
  ...CODE_GUIDES,
];

/** Steps for providers without their own. */
const ANY_PROVIDER: Required<Omit<Guide, 'provider'>> = {
  console: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  opens: 'what this provider does for you',
  keys: 'two',
  breaks: 'Nothing where the provider allows two keys; look before you make the new one.',
  steps: ['Make a new key in the settings of the provider.', ENTER, 'Revoke the old key.', 'Look for use that is not yours.'],
  proof: 'Make one reading call with the old key: it is refused.',
};

/** How the key of a provider is replaced, and how it is seen that the old one is refused. */
export function rotationOf(provider: string | null): Required<Omit<Guide, 'provider'>> {
  const { console, opens, keys, breaks, steps, proof } = GUIDES.find((each) => each.provider === provider) ?? ANY_PROVIDER;
  const call = CALLS.find((each) => each.provider === provider);
  const asks =
    call &&
    `Ask ${call.url.replace('{host}', '<project>')} with the old key: it is refused. \`secrets rotate --verify\` asks for you while a scan still finds the old value.`;
  return { console, opens, keys, breaks, steps, proof: proof ?? asks ?? ANY_PROVIDER.proof };
}
