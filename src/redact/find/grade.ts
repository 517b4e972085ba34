import { createHash } from 'node:crypto';
import type { Grade } from '../kind.ts';
import { isGenerativeKey } from './google-key.ts';
import { isLogin, opensNothing, PASSWORDS } from './logins.ts';
import { pemSays } from './pem.ts';
import type { Hit } from './search.ts';
import { isDefaultPassword, isMadeUp, isStandIn, isWritten } from './stand-in.ts';
import { awsAccount, checksumFits, claimsOf, sentryOrg, serviceAccount } from './token.ts';

/** What a hit is, told from its own characters and what stands before it on its line. */
export interface Graded {
  kind: string;
  provider: string;
  grade: Grade;
  says: string[];
  /** True for what its own text says has ended: it opens nothing any more. */
  ended?: true;
}

/** SHA-256 of keys that vendors print in their own documentation. */
const DEMO: ReadonlySet<string> = new Set([
  '2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326', // docs.stripe.com, test key of the API reference
  'f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397', // docs.stripe.com, the test key before it
  '3543c50b0cb9cea8e55eb1f529b79f043cb250d485fde7b66cabbb5183add7da', // docs.github.com, authenticating as an app
  '60a09e4357868c1e9b801052726d061c370429f723db84523ed58ac354f6eb8a', // hardhat.org, first account of a local chain
  '095101cf732c298a0ce0320b9de704209cdd8640b70d8fdf4e5be51aa2eb272e', // hardhat.org, second account of a local chain
  '0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059', // learn.microsoft.com, Azurite storage emulator
  'aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615', // learn.microsoft.com, Cosmos DB emulator
  'f5e95c9954635b65acab57e6d5ea663eb900f06dc8794a90358f5abb1c77d4e0', // developers.google.com, reCAPTCHA test secret
  'ca7459e2b26776de081b9a07e40227fd6cff232a1e3233ff6b6aa6d036ca9981', // rfc-editor.org, RFC 6749, section 2.3.1
]);

/** Hosts that are this machine or reserved for examples: a password for them opens nothing. */
const NOWHERE =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|(?:[\w-]+\.)*(?:example|test|invalid|localhost)(?:\.(?:com|org|net))?(?:[:/]|$)|(?:db|postgres|database|mysql|redis|mongo|rabbitmq)(?:[:/]|$))/i;

/** Kinds whose shape holds signs that elsewhere mark a variable. */
const WITH_SIGNS: ReadonlySet<string> = new Set([
  'apr1-hash',
  'bcrypt-hash',
  'braintree-token',
  'checkout-key',
  'django-key',
  'htpasswd-sha',
  'shadow-hash',
]);

/** Bytes around a signature that may hold the rest of what it signs. */
const SIGNED = 600;

/** A mode in which no money moves, as prefixes name it. */
const TEST_MODE =
  /^(?:[A-Za-z]{2,12}[_$-](?:ma_)?)?(?:test|sandbox|sbox|sdbx|development|TEST)[_$-]|_apikey_sdbx|^pdl_sdbx_|^FLWSECK_TEST|^EZTK|^SBX-/;

/** What surrounds a hit. */
export interface Around {
  bytes: Buffer;
  /** The text behind it. */
  after: string;
  now: Date;
}

/** Says what a hit is; null for what is public by design, documented, or stands in for a secret. Pure; never throws. */
export function grade(hit: Hit, { bytes, after, now }: Around): Graded | null {
  const { kind, value, before } = hit;
  const plain: Graded = { kind: kind.kind, provider: kind.provider, grade: kind.scan.grade, says: [] };
  if (DEMO.has(createHash('sha256').update(value).digest('hex'))) return null;
  if (PASSWORDS.has(kind.id)) return opensNothing(value, before) ? null : plain;
  switch (kind.id) {
    case 'json-web-token':
    case 'turso-token':
    case 'lemonsqueezy-key':
      return gradeToken(hit, plain, now);
    case 'database-url':
    case 'service-url':
    case 'basic-auth-url':
      return isDefaultPassword(value) || NOWHERE.test(after.slice(1)) ? null : plain;
    case 'private-key':
    case 'private-key-base64':
    case 'google-service-account':
      return gradePem(hit, plain, bytes);
    case 'docker-auth':
    case 'basic-header':
      return isLogin(value) ? plain : null;
    case 'filezilla':
      return opensNothing(Buffer.from(value, 'base64').toString('latin1'), before) ? null : plain;
    case 'wallet-phrase':
      return new Set(value.toLowerCase().split(' ')).size < 6 ? null : plain;
    default:
  }
  if (WITH_SIGNS.has(kind.id) ? isMadeUp(value) : isStandIn(value)) return null;
  if (kind.find === 'context' && isWritten(value)) return null;
  switch (kind.id) {
    case 'stripe-secret':
    case 'stripe-restricted':
      return gradeSecretKey(hit, plain);
    case 'github-token':
    case 'npm-token':
      return {
        ...plain,
        says: [checksumFits(value) ? 'its checksum fits' : 'its checksum does not fit, as with some real and most sample tokens'],
      };
    case 'aws-key-id': {
      const account = awsAccount(value);
      return { ...plain, says: account === null ? [] : [`account ${account}`] };
    }
    case 'supabase-secret':
      // The value that `supabase start` gives every developer.
      return value.startsWith(['sb_secret', 'N7UND'].join('_')) ? null : plain;
    case 'gemini-key':
      return gradeGoogle(hit, plain, bytes);
    case 'azure-sas':
      return gradeSignature(hit, plain, { bytes, now });
    case 'sentry-org': {
      const org = sentryOrg(value);
      return { ...plain, says: org === null ? [] : [`organisation ${org}`] };
    }
    default:
      return TEST_MODE.test(value) ? { ...plain, grade: 'minor', says: ['test mode'] } : plain;
  }
}

/** A key behind a name of generative AI; one that stands alone, only where the file uses it. */
function gradeGoogle({ kind, before, start, end }: Hit, plain: Graded, bytes: Buffer): Graded | null {
  if (kind.find === 'context') {
    const isDefaultName = /google_api_key\W{1,12}$/i.test(before);
    return isDefaultName ? { ...plain, grade: 'serious', says: ['it opens generative AI where its project has it on'] } : plain;
  }
  return isGenerativeKey(bytes, start, end) ? { ...plain, says: ['this file uses Google’s generative AI, which it opens'] } : null;
}

/** Providers whose secret keys begin like Stripe's, as a line names them. */
const ALIKE = ['Clerk', 'Paystack', 'WorkOS', 'UploadThing', 'Liveblocks', 'Knock', 'TalkJS'] as const;

/**
 * Several providers share `sk_live_`. Stripe's begin with `51` or have 24 characters, forty hex digits are Paystack's, 64 UploadThing's,
 * and WorkOS's are the base64 of `key_`; else the line may name whose it is.
 */
function gradeSecretKey({ value, before }: Hit, plain: Graded): Graded {
  const test = /^[sr]k_test_/.test(value);
  const body = value.slice(value.indexOf('_', 3) + 1);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const provider = plain.kind === 'Stripe restricted key' ? 'Stripe' : ownerOf(body, line);
  const kind = plain.kind === 'Stripe restricted key' ? plain.kind : `${provider} secret key`;
  return { kind, provider, grade: test ? 'minor' : plain.grade, says: [test ? 'test mode' : 'live mode'] };
}

function ownerOf(body: string, line: string): string {
  if (/^51[A-Za-z0-9]{60,}$/.test(body) || /stripe/i.test(line)) return 'Stripe';
  if (/^[a-f0-9]{40}$/.test(body)) return 'Paystack';
  if (/^[a-f0-9]{64}$/.test(body)) return 'UploadThing';
  if (body.startsWith('a2V5X')) return 'WorkOS';
  const named = ALIKE.find((name) => line.toLowerCase().includes(name.toLowerCase()));
  return named ?? (body.length <= 34 ? 'Stripe' : 'Stripe or Clerk');
}

function gradeToken({ value }: Hit, plain: Graded, now: Date): Graded | null {
  const claims = claimsOf(value);
  if (claims === null) return plain.kind === 'JSON Web Token' ? null : plain;
  const isDemo = claims.issuer === 'supabase-demo' || (claims.subject === '1234567890' && claims.role === null);
  if (isDemo || claims.role === 'anon' || isMadeUp(value.slice(value.lastIndexOf('.') + 1))) return null;
  const ended = claims.ends !== null && claims.ends < now.toISOString().slice(0, 10);
  const says = [
    ...(claims.role === null ? [] : [`role ${claims.role}`]),
    ...(claims.ref === null ? [] : [`project ${claims.ref}`]),
    ...(claims.ends === null ? [] : [`${ended ? 'ended' : 'ends'} ${claims.ends}`]),
  ];
  if (claims.role === 'service_role')
    return { kind: 'Supabase service_role key', provider: 'Supabase', grade: ended ? 'minor' : 'critical', says, ...(ended && { ended }) };
  return { ...plain, grade: ended ? 'minor' : plain.grade, says, ...(ended && { ended }) };
}

/** The end of a shared access signature is among what it signs (`se`, learn.microsoft.com, "Create a service SAS"). */
function gradeSignature({ start, end }: Hit, plain: Graded, { bytes, now }: Omit<Around, 'after'>): Graded {
  const [before, after] = [bytes.toString('latin1', Math.max(0, start - SIGNED), start), bytes.toString('latin1', end, end + SIGNED)];
  const query = `${/[^\s"'<>]*$/.exec(before)?.[0]}${/^[^\s"'<>]*/.exec(after)?.[0]}`;
  const ends = /(?:^|[?&;])se=(\d{4}-\d\d-\d\d)(?![\d-])/.exec(query)?.[1];
  if (ends === undefined) return plain;
  if (ends >= now.toISOString().slice(0, 10)) return { ...plain, says: [`ends ${ends}`] };
  return { ...plain, grade: 'minor', says: [`ended ${ends}`], ended: true };
}

/** A private key that can be read says its type, and Google's whose it is; one that cannot is still reported, unless it is too short to be one. */
function gradePem({ value, end }: Hit, plain: Graded, bytes: Buffer): Graded | null {
  const read = pemSays(plain.kind === 'Private key in base64' ? Buffer.from(value, 'base64').toString('latin1') : value);
  if (read === null) return null;
  const account = plain.provider === 'Google' ? serviceAccount(bytes.toString('latin1', end, Math.min(bytes.length, end + 300))) : null;
  return {
    ...plain,
    grade: read.encrypted ? 'serious' : plain.grade,
    says: [read.says, ...(account === null ? [] : [`account ${account}`])],
  };
}
