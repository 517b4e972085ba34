import type { Url } from '../../core/vocabulary.ts';

/** How a provider's key is replaced, and what a stranger does with the old one until then. */
export interface Rotate {
  provider: string;
  /** Where keys are made and revoked. */
  console: Url;
  /** What one key opens. */
  opens: string;
  steps: readonly [string, ...string[]];
}

const ENTER = 'Enter the new value on your hosting platform, deploy, and see that the app works.';

/** Replacing keys by provider, in the order that has no gap: new key, deploy, old key away. From each provider's guide, read 2026-11. */
export const ROTATIONS: readonly Rotate[] = [
  {
    provider: 'Supabase',
    console: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    opens: 'every row of every table, whatever your policies say',
    steps: [
      'Make a new secret key under API Keys; where the app still uses the service_role JWT, move it to the secret key first.',
      ENTER,
      'Delete the old secret key. For a leaked service_role JWT, disable the legacy JWT keys once nothing uses them.',
      'Look through the logs for requests you do not know.',
    ],
  },
  {
    provider: 'Stripe',
    console: 'https://dashboard.stripe.com/apikeys',
    opens: 'refunds, payouts and the data of all customers',
    steps: [
      'Rotate the key and let the old one live for an hour at most.',
      ENTER,
      'Expire the old key.',
      'Read the request log for calls that are not yours.',
    ],
  },
  {
    provider: 'Clerk',
    console: 'https://dashboard.clerk.com/last-active?path=api-keys',
    opens: 'all accounts: reading, changing and impersonating them',
    steps: ['Add a second secret key.', ENTER, 'Delete the old key.', 'Look for sessions and users that you do not know.'],
  },
  {
    provider: 'OpenAI',
    console: 'https://platform.openai.com/api-keys',
    opens: 'your budget, and files and threads of the project',
    steps: [
      'Make a new key in its own project with a monthly budget.',
      ENTER,
      'Revoke the old key.',
      'Look at the usage page for days that are not yours.',
    ],
  },
  {
    provider: 'Anthropic',
    console: 'https://platform.claude.com/settings/keys',
    opens: 'your budget',
    steps: ['Make a new key in its own workspace with a spend limit.', ENTER, 'Delete the old key.', 'Look at the usage page.'],
  },
  {
    provider: 'Resend',
    console: 'https://resend.com/api-keys',
    opens: 'mail in your name to anybody',
    steps: [
      'Make a new key with sending access for one domain.',
      ENTER,
      'Remove the old key.',
      'Look through sent mails for those that are not yours.',
    ],
  },
  {
    provider: 'SendGrid',
    console: 'https://app.sendgrid.com/settings/api_keys',
    opens: 'mail in your name to anybody',
    steps: ['Make a new key with Mail Send alone.', ENTER, 'Delete the old key.', 'Look through the activity feed.'],
  },
  {
    provider: 'Postmark',
    console: 'https://account.postmarkapp.com/servers',
    opens: 'mail in your name to anybody',
    steps: ['Make a second server token.', ENTER, 'Delete the old token.', 'Look through the activity of the server.'],
  },
  {
    provider: 'Twilio',
    console: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
    opens: 'calls and messages on your bill',
    steps: [
      'Make a secondary auth token.',
      ENTER,
      'Promote the secondary token, which ends the old one.',
      'Look at the usage for countries you do not serve.',
    ],
  },
  {
    provider: 'Vercel',
    console: 'https://vercel.com/account/settings/tokens',
    opens: 'deploys and every variable of the team',
    steps: [
      'Make a new token for one team, with an end.',
      'Enter it in your pipeline.',
      'Delete the old token.',
      'Read the activity log, and replace the variables it could read.',
    ],
  },
  {
    provider: 'Cloudflare',
    console: 'https://dash.cloudflare.com/profile/api-tokens',
    opens: 'DNS and traffic of your domains',
    steps: [
      'Roll the token, or make one for a single zone with the least permissions.',
      'Enter the new value where it is used.',
      'Delete the old token.',
      'Read the audit log.',
    ],
  },
  {
    provider: 'Google',
    console: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    opens: 'what the service account or key may do, often the whole database',
    steps: [
      'Add a new key to the service account, or a new API key with restrictions.',
      ENTER,
      'Disable the old key for a day, then delete it.',
      'Read the audit log of the account.',
    ],
  },
  {
    provider: 'Firebase',
    console: 'https://console.firebase.google.com/project/_/settings/serviceaccounts/adminsdk',
    opens: 'every document, file and account, whatever your rules say',
    steps: ['Generate a new private key.', ENTER, 'Delete the old key in Google Cloud under the service account.', 'Read the audit log.'],
  },
  {
    provider: 'AWS',
    console: 'https://console.aws.amazon.com/iam/home#/security_credentials',
    opens: 'what the user may do; miners find leaked keys within minutes',
    steps: [
      'Make a second access key for the user.',
      ENTER,
      'Deactivate the old key, watch for errors, then delete it.',
      'Read CloudTrail for the old key id, in every region.',
    ],
  },
  {
    provider: 'GitHub',
    console: 'https://github.com/settings/tokens',
    opens: 'the code, and what its pipelines can reach',
    steps: [
      'Make a fine-grained token for one repository with an end.',
      'Enter the new value where it is used.',
      'Delete the old token.',
      'Read the security log.',
    ],
  },
  {
    provider: 'npm',
    console: 'https://www.npmjs.com/settings/~/tokens',
    opens: 'new versions of your packages, run by everybody who installs them',
    steps: [
      'Revoke the token at once: a pipeline that waits is better than a package that attacks.',
      'Use trusted publishing, or a granular token for one package.',
      'Look at the versions published since.',
    ],
  },
  {
    provider: 'Neon',
    console: 'https://console.neon.tech/app/projects',
    opens: 'the whole database',
    steps: [
      'Make a second role with the same rights.',
      ENTER,
      'Reset the password of the old role.',
      'Look at the queries since the leak.',
    ],
  },
  {
    provider: 'Database',
    console: 'https://www.postgresql.org/docs/current/sql-alterrole.html',
    opens: 'the whole database',
    steps: [
      'Make a second user with the same rights, or a second password where the provider offers one.',
      ENTER,
      'Take the old password away.',
      'Close the database to the internet where you can.',
    ],
  },
  {
    provider: 'Turso',
    console: 'https://app.turso.tech',
    opens: 'the whole database',
    steps: [
      'Rotating ends all tokens of the database at once: announce a minute without writes.',
      'turso db tokens invalidate <database>, then turso db tokens create <database>.',
      ENTER,
    ],
  },
  {
    provider: 'Upstash',
    console: 'https://console.upstash.com',
    opens: 'queues, caches and sessions in it',
    steps: ['Resetting the password ends the old token at once: have the deploy ready.', 'Reset the credentials of the database.', ENTER],
  },
  {
    provider: 'Slack',
    console: 'https://api.slack.com/apps',
    opens: 'messages of the channels the app is in',
    steps: ['Reinstall the app, or make a new webhook.', 'Enter the new value where it is used.', 'Revoke the old token.'],
  },
  {
    provider: 'Session or signing key',
    console: 'https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html',
    opens: 'sessions of anybody: whoever has it signs in as each customer',
    steps: [
      'Make a new random value: openssl rand -base64 33.',
      'Where the framework takes two, enter the new one first and keep the old one for verifying.',
      ENTER,
      'Take the old one away; everybody logs in again.',
    ],
  },
];

/** Steps for providers without their own. */
export const ANY_PROVIDER: Omit<Rotate, 'provider'> = {
  console: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  opens: 'what this provider does for you',
  steps: ['Make a new key in the settings of the provider.', ENTER, 'Revoke the old key.', 'Look for use that is not yours.'],
};

/** How the key of a provider is replaced. */
export function rotationOf(provider: string | null): Omit<Rotate, 'provider'> {
  return ROTATIONS.find((each) => each.provider === provider) ?? ANY_PROVIDER;
}
