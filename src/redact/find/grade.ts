import { createHash, createPrivateKey } from 'node:crypto';
import type { Grade } from '../kind.ts';
import { isDefaultPassword, isStandIn } from './stand-in.ts';
import type { Hit } from './search.ts';
import { awsAccount, checksumFits, claimsOf } from './token.ts';

/** What a hit is, told from its own characters and what stands before it on its line. */
export interface Graded {
  kind: string;
  provider: string;
  grade: Grade;
  says: string[];
}

/** SHA-256 of keys that vendors print in their own documentation. */
const DEMO: ReadonlySet<string> = new Set([
  '2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326', // docs.stripe.com, test key of the API reference
  'f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397', // docs.stripe.com, the test key before it
  '3543c50b0cb9cea8e55eb1f529b79f043cb250d485fde7b66cabbb5183add7da', // docs.github.com, authenticating as an app
]);

/** Hosts that are this machine or reserved for examples: a password for them opens nothing. */
const NOWHERE =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|(?:[\w-]+\.)*(?:example|test|invalid|localhost)(?:\.(?:com|org|net))?(?:[:/]|$)|(?:db|postgres|database|mysql|redis|mongo|rabbitmq)(?:[:/]|$))/i;

/** Says what a hit is; null for what is public by design, documented, or stands in for a secret. Pure; never throws. */
export function grade(hit: Hit, after: string, now: Date): Graded | null {
  const { kind, value } = hit;
  const plain: Graded = { kind: kind.kind, provider: kind.provider, grade: kind.scan.grade, says: [] };
  if (DEMO.has(createHash('sha256').update(value).digest('hex'))) return null;
  switch (kind.id) {
    case 'json-web-token':
    case 'turso-token':
    case 'lemonsqueezy-key':
      return gradeToken(hit, plain, now);
    case 'database-url':
    case 'basic-auth-url':
      return isDefaultPassword(value) || NOWHERE.test(after.slice(1)) ? null : plain;
    case 'private-key':
    case 'private-key-base64':
    case 'google-service-account':
      return gradePem(value, plain);
    default:
  }
  if (isStandIn(value)) return null;
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
    case 'paddle-key':
      return value.includes('_sdbx_') ? { ...plain, grade: 'minor', says: ['sandbox'] } : plain;
    default:
      return plain;
  }
}

/** Stripe, Clerk and Paystack share `sk_live_`: forty hex digits are Paystack's, the line may name Clerk, and Stripe's begin with `51` or have 24. */
function gradeSecretKey({ value, before }: Hit, plain: Graded): Graded {
  const test = /^[sr]k_test_/.test(value);
  const body = value.slice(value.indexOf('_', 3) + 1);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const provider =
    plain.kind === 'Stripe restricted key' || /^51[A-Za-z0-9]{60,}$/.test(body) || /stripe/i.test(line)
      ? 'Stripe'
      : /^[a-f0-9]{40}$/.test(body)
        ? 'Paystack'
        : /clerk/i.test(line)
          ? 'Clerk'
          : body.length <= 34
            ? 'Stripe'
            : 'Stripe or Clerk';
  const kind = plain.kind === 'Stripe restricted key' ? plain.kind : `${provider} secret key`;
  return { kind, provider, grade: test ? 'minor' : plain.grade, says: [test ? 'test mode' : 'live mode'] };
}

function gradeToken({ value }: Hit, plain: Graded, now: Date): Graded | null {
  const claims = claimsOf(value);
  if (claims === null) return plain.kind === 'JSON Web Token' ? null : plain;
  const isDemo = claims.issuer === 'supabase-demo' || (claims.subject === '1234567890' && claims.role === null);
  if (isDemo || claims.role === 'anon') return null;
  const ended = claims.ends !== null && claims.ends < now.toISOString().slice(0, 10);
  const says = [
    ...(claims.role === null ? [] : [`role ${claims.role}`]),
    ...(claims.ref === null ? [] : [`project ${claims.ref}`]),
    ...(claims.ends === null ? [] : [`${ended ? 'ended' : 'ends'} ${claims.ends}`]),
  ];
  if (claims.role === 'service_role')
    return { kind: 'Supabase service_role key', provider: 'Supabase', grade: ended ? 'minor' : 'critical', says };
  return { ...plain, grade: ended ? 'minor' : plain.grade, says };
}

/** A private key that Node can read says its type; one it cannot read is still reported, unless it is too short to be one. */
function gradePem(value: string, plain: Graded): Graded | null {
  const pem = plain.kind === 'Private key in base64' ? Buffer.from(value, 'base64').toString('latin1') : value;
  if (!/PRIVATE KEY/.test(pem)) return null;
  const text = pem.replace(/\\{1,4}r/g, '').replace(/\\{1,4}n/g, '\n');
  const body = text.replace(/-----[^-]*-----|-----END|\s/g, '');
  if (body.length < 60 || isStandIn(body.slice(0, 64))) return null;
  if (/ENCRYPTED/.test(text)) return { ...plain, grade: 'serious', says: ['encrypted with a passphrase'] };
  try {
    return { ...plain, says: [`${createPrivateKey(text).asymmetricKeyType ?? 'unknown'} key that can be read`] };
  } catch {
    return { ...plain, says: ['it cannot be read as a key, so it may be cut or made up'] };
  }
}
