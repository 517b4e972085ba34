import { type Kind, UUID } from './kind.ts';
import { alnum, behind, hex, JWT, OPAQUE, tokens, urlSafe } from './rows.ts';

/** What an app signs and encrypts with: long and random, told from words by its digits. */
const RANDOM = String.raw`(?=(?:[a-z+/_-]{0,90}[0-9]){3})(?:[a-z0-9+/_-]{24,128}={0,2})`;

/** Keys of logins, of the app itself, of databases, search and what is live. */
export const LOGIN: readonly Kind[] = [
  // prettier-ignore
  ...tokens(
    ['stytch-secret', 'Stytch secret', 'Stytch', 'secret-live- secret-test-', String.raw`secret-(?:live|test)-[\w-]{36,40}=?`, 'critical', 'https://stytch.com/docs/api/authentication'],
    ['liveblocks-key', 'Liveblocks secret key', 'Liveblocks', 'sk_dev_ sk_prod_', String.raw`sk_(?:dev|prod)_[\w-]{64}`, 'serious', 'https://liveblocks.io/docs/authentication'],
    ['xata-key', 'Xata key', 'Xata', 'xau_', 'xau_[A-Za-z0-9]{30,50}', 'critical', 'https://xata.io/docs'],
    ['mongodb-service', 'MongoDB Atlas service secret', 'MongoDB', 'mdb_sa_sk_', String.raw`mdb_sa_sk_[\w-]{36,48}`, 'critical', 'https://www.mongodb.com/docs/atlas/configure-api-access/'],
    ['elastic-cloud-key', 'Elastic Cloud key', 'Elastic', 'essu_', String.raw`essu_[A-Za-z0-9+/_-]{60,120}={0,2}`, 'critical', 'https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys'],
    ['prisma-accelerate', 'Prisma address with key', 'Prisma', 'prisma-data.net/?api_key=', String.raw`prisma-data\.net/\?api_key=(eyJ[\w-]{10,400}\.eyJ[\w-]{10,1200}\.[\w-]{20,800}|[\w-]{40,200})`, 'critical', 'https://www.prisma.io/docs/accelerate/getting-started'],
    ['bcrypt-hash', 'Password hash', 'Password hash', '$2y$ $2a$ $2b$', String.raw`\$2[aby]\$[0-9]{2}\$[A-Za-z0-9./]{53}`, 'minor', 'https://httpd.apache.org/docs/2.4/misc/password_encryptions.html'],
    ['apr1-hash', 'Password hash of htpasswd', 'Password hash', '$apr1$', String.raw`\$apr1\$[A-Za-z0-9./]{4,8}\$[A-Za-z0-9./]{22}`, 'minor', 'https://httpd.apache.org/docs/2.4/misc/password_encryptions.html'],
    ['shadow-hash', 'Password hash of a system', 'Password hash', ':$6$ :$5$ :$y$', String.raw`:(\$(?:6|5)\$(?:rounds=[0-9]{3,8}\$)?[A-Za-z0-9./]{4,16}\$[A-Za-z0-9./]{43,86}|\$y\$[A-Za-z0-9./]{2,6}\$[A-Za-z0-9./]{16,32}\$[A-Za-z0-9./]{43})`, 'serious', 'https://man7.org/linux/man-pages/man5/shadow.5.html'],
  ),
  // prettier-ignore
  ...behind(
    ['auth0-secret', 'Auth0 client secret', 'Auth0', 'auth0', `${urlSafe(64)}|${hex(64)}`, 'critical', 'https://auth0.com/docs/get-started/applications/application-settings', '(?:secret|token)'],
    ['okta-token', 'Okta token', 'Okta', 'okta', String.raw`00[\w-]{40}|${urlSafe(64)}`, 'critical', 'https://developer.okta.com/docs/guides/create-an-api-token/main/', '(?:token|secret|key)'],
    ['workos-key', 'WorkOS key', 'WorkOS', 'workos', 'sk_(?!live_|test_)[a-z0-9]{30,120}', 'critical', 'https://workos.com/docs/reference/api-keys'],
    ['kinde-secret', 'Kinde client secret', 'Kinde', 'kinde_ kinde+client kinde+secret kinde+.secret kinde+.client', alnum(50), 'critical', 'https://docs.kinde.com/', 'secret'],
    ['descope-key', 'Descope management key', 'Descope', 'descope', String.raw`K[a-z0-9]{60,120}`, 'critical', 'https://docs.descope.com/management/m2m-access-keys', '(?:management_?key|key)'],
    ['magic-secret', 'Magic secret key', 'Magic', 'magic_ magic+link magic+secret magic+.secret', 'sk_(?:live|test)_[a-f0-9]{16}', 'critical', 'https://magic.link/docs/authentication/overview', 'secret_?(?:api_?)?(?:key)?'],
    ['privy-secret', 'Privy app secret', 'Privy', 'privy', alnum(88), 'critical', 'https://docs.privy.io/', 'secret'],
    ['keycloak-secret', 'Keycloak client secret', 'Keycloak', 'keycloak', `${alnum(32)}|${UUID}`, 'critical', 'https://www.keycloak.org/docs/latest/server_admin/', 'secret'],
    ['apple-secret', 'Apple client secret', 'Apple', 'apple_ apple+client apple+.client apple+.secret', JWT, 'serious', 'https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret', 'secret'],
    ['authjs-secret', 'Auth.js secret', 'Auth.js', 'nextauth auth_secret authsecret better_auth', RANDOM, 'serious', 'https://authjs.dev/reference/core/errors', '(?:_?secret|(?<=secret))'],
    ['jwt-secret', 'Secret that signs logins', 'This app', 'jwt_secret jwtsecret supabase_jwt', RANDOM, 'critical', 'https://www.rfc-editor.org/rfc/rfc7519', '(?:(?<=secret)_?key|(?<=secret)|secret)'],
    ['session-secret', 'Secret of sessions', 'This app', 'session_secret sessionsecret cookie_secret iron_session', RANDOM, 'serious', 'https://expressjs.com/en/resources/middleware/session.html', '(?:(?<=secret)|password|secret)'],
    ['encryption-key', 'Encryption key of this app', 'This app', 'encryption_key encryptionkey encryption_secret', RANDOM, 'critical', 'https://nodejs.org/api/crypto.html', '(?:(?<=key|secret))'],
    ['payload-secret', 'Payload secret', 'Payload', 'payload_secret', RANDOM, 'serious', 'https://payloadcms.com/docs/configuration/overview', '(?<=secret)'],
    ['cron-secret', 'Secret of scheduled jobs', 'Vercel', 'cron_secret revalidate_ revalidation_', RANDOM, 'minor', 'https://vercel.com/docs/cron-jobs/manage-cron-jobs', '(?:(?<=cron_?secret)|secret|token)'],
    ['laravel-key', 'Laravel app key', 'Laravel', 'app_key', 'base64:[a-z0-9+/]{43}=', 'critical', 'https://laravel.com/docs/12.x/encryption', '(?<=key)'],
    ['rails-key', 'Rails master key', 'Rails', 'rails_master_key secret_key_base', `${hex(32)}|${hex(128)}`, 'critical', 'https://guides.rubyonrails.org/security.html', '(?<=key|base)'],
    ['django-key', 'Django secret key', 'Django', 'secret_key django', String.raw`(?=[^\s"'\x60]{0,70}[0-9])(?:django-insecure-)?[a-z0-9!@#$%^&*()=+_-]{50}`, 'serious', 'https://docs.djangoproject.com/en/stable/ref/settings/', '(?:secret_?key|(?<=secret_?key))'],
    ['hasura-secret', 'Hasura admin secret', 'Hasura', 'hasura', OPAQUE, 'critical', 'https://hasura.io/docs/2.0/auth/authentication/admin-secret-access/', 'secret'],
    ['appwrite-key', 'Appwrite key', 'Appwrite', 'appwrite', `(?:standard_)?(?:${hex(256)}|${hex(192)}|${hex(96)})`, 'critical', 'https://appwrite.io/docs/advanced/platform/api-keys'],
    ['fauna-key', 'Fauna key', 'Fauna', 'fauna', String.raw`fn[\w-]{38,60}`, 'critical', 'https://docs.fauna.com/'],
    ['convex-named', 'Convex deploy key', 'Convex', 'convex_deploy convexdeploy', String.raw`(?:[a-z]{3,8}:)?[a-z0-9:-]{3,80}\|[a-z0-9+/=_-]{40,300}`, 'critical', 'https://docs.convex.dev/cli/deploy-key-types', '(?:_?key)'],
    ['mongodb-atlas', 'MongoDB Atlas private key', 'MongoDB', 'mongodb_atlas atlas_private mongodb_private', UUID, 'critical', 'https://www.mongodb.com/docs/atlas/configure-api-access/', '(?:private_?(?:api_?)?key|(?<=private)_?(?:api_?)?key)'],
    ['clickhouse-secret', 'ClickHouse Cloud secret', 'ClickHouse', 'clickhouse', '4b1d[a-z0-9]{38}', 'critical', 'https://clickhouse.com/docs/cloud/manage/openapi'],
    ['meilisearch-key', 'Meilisearch master key', 'Meilisearch', 'meili', OPAQUE, 'serious', 'https://www.meilisearch.com/docs/learn/security/basic_security', '(?:master|admin)_?key'],
    ['typesense-admin', 'Typesense admin key', 'Typesense', 'typesense', `${alnum(32)}|${alnum(48)}|${alnum(64)}`, 'serious', 'https://typesense.org/docs/guide/data-access-control.html', '(?:admin|bootstrap)[\\w.-]{0,12}key'],
    ['pusher-beams', 'Pusher Beams secret', 'Pusher', 'beams_ beams+secret beams+.secret', hex(64), 'serious', 'https://pusher.com/docs/beams/', '(?:secret|key)'],
    ['qstash-signing', 'QStash signing key', 'Upstash', 'qstash', 'sig_[a-z0-9]{24,40}', 'serious', 'https://upstash.com/docs/qstash/howto/signature', 'signing_?key'],
    ['snowflake-password', 'Snowflake password', 'Snowflake', 'snowflake', String.raw`(?=[^\s"'\x60]{0,40}[0-9])(?=[^\s"'\x60]{0,40}[a-z])[a-z0-9!#%&*+./:?@^_~-]{12,120}`, 'critical', 'https://docs.snowflake.com/en/user-guide/admin-user-management', 'password'],
    ['supabase-db-password', 'Supabase database password', 'Supabase', 'supabase_db supabase_pass supabase_postgres supabase_database', String.raw`(?=[^\s"'\x60]{0,40}[0-9])(?=[^\s"'\x60]{0,40}[a-z])[a-z0-9!#%&*+.?^_~-]{12,80}`, 'critical', 'https://supabase.com/docs/guides/database/managing-passwords', '(?:(?<=supabase_?pass)word|password)'],
  ),
];
