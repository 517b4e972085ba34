import type { Fault } from '../../scenario.ts';

const SITE = 'site coachly.test';
const host = (label: string): string => `host ${label === '' ? '' : `${label}.`}coachly.test`;
const HOME = 'url https://coachly.test/';
const WWW = 'url https://www.coachly.test/';
const LOGIN = 'url https://app.coachly.test/login';
const api = (route: string): string => `url https://api.coachly.test/api/${route}`;

const DNS: readonly Fault[] = [
  {
    plant: 'The registration ends in 19 days, and anybody with the code may move the domain away.',
    check: 'dns/registration',
    on: SITE,
    severity: 'high',
  },
  { plant: 'One of the three name servers no longer knows the domain.', check: 'dns/name-servers', on: SITE, severity: 'high' },
  { plant: 'The registrar lists a name server that the zone does not.', check: 'dns/parent-child', on: SITE, severity: 'medium' },
  {
    plant: 'The second mail exchanger and parts of the SPF record belong to two companies whose domains are free.',
    check: 'dns/dangling-domain',
    on: SITE,
    severity: 'high',
  },
  {
    plant: 'The second name server still holds the zone of August, and failures are remembered for two days.',
    check: 'dns/soa',
    on: SITE,
    severity: 'medium',
  },
  {
    plant: 'The second name server sends the app to a server that was switched off.',
    check: 'dns/agreement',
    on: host('app'),
    severity: 'high',
  },
  { plant: 'The status page was deleted at Heroku; its alias stayed.', check: 'dns/dangling-cname', on: host('status'), severity: 'high' },
  { plant: 'The dev host has the address of a computer at home.', check: 'dns/private-address', on: host('dev') },
  { plant: 'my.coachly.test is a tunnel to the founder’s laptop.', check: 'dns/environment', on: host('my'), severity: 'blocker' },
  { plant: 'test.coachly.test holds a forgotten verification record only.', check: 'dns/resolves', on: host('test'), severity: 'medium' },
  { plant: 'No CAA record.', check: 'dns/caa', on: host(''), severity: 'low' },
  {
    plant: 'The app’s CAA record names an authority that was tried once and is not used.',
    check: 'dns/caa-issuer',
    on: host('app'),
    severity: 'high',
  },
  { plant: 'A wildcard record answers for every name.', check: 'dns/wildcard', on: SITE, severity: 'low' },
];

const EMAIL: readonly Fault[] = [
  { plant: 'The second mail exchanger belongs to a web host that is gone.', check: 'email/mx-target', on: SITE, severity: 'medium' },
  { plant: 'The own mail server offers no encryption.', check: 'email/smtp', on: SITE, severity: 'medium' },
  { plant: 'The SPF record includes a CRM that no longer exists.', check: 'email/spf-syntax', on: SITE, severity: 'high' },
  { plant: 'Six providers in one SPF record: far over ten lookups.', check: 'email/spf-lookups', on: SITE, severity: 'high' },
  { plant: 'Three names in the SPF record lead nowhere.', check: 'email/spf-voids', on: SITE, severity: 'medium' },
  { plant: 'The SPF record ends with ?all.', check: 'email/spf-all', on: SITE, severity: 'medium' },
  { plant: 'The SPF record lets sixteen million addresses send.', check: 'email/spf-breadth', on: SITE, severity: 'high' },
  { plant: 'One DKIM key is withdrawn, the other an alias of a mailer that is gone.', check: 'email/dkim-key', on: SITE, severity: 'high' },
  { plant: 'DMARC only watches.', check: 'email/dmarc-policy', on: SITE, severity: 'low' },
  { plant: 'One DMARC report address lacks mailto:.', check: 'email/dmarc-syntax', on: SITE, severity: 'medium' },
  {
    plant: 'The other belongs to a company that never agreed to receive DMARC reports.',
    check: 'email/dmarc-reports',
    on: SITE,
    severity: 'medium',
  },
];

const TLS: readonly Fault[] = [
  { plant: 'Nothing listens on port 443 of the admin host.', check: 'tls/handshake', on: host('admin'), severity: 'blocker' },
  { plant: 'The help centre does not send its intermediate certificate.', check: 'tls/chain', on: host('help'), severity: 'high' },
  { plant: 'The laptop tunnel shows ngrok’s certificate.', check: 'tls/name', on: host('my'), severity: 'blocker' },
  { plant: 'The blog’s certificate ended three days ago.', check: 'tls/expiry', on: host('blog'), severity: 'blocker' },
  { plant: 'Staging uses a 1024-bit RSA key.', check: 'tls/key', on: host('staging'), severity: 'medium' },
  { plant: 'The docs server speaks nothing newer than TLS 1.1.', check: 'tls/protocol', on: host('docs'), severity: 'high' },
  { plant: 'The marketing site sends no HSTS.', check: 'tls/hsts', on: host(''), severity: 'medium' },
];

const ROUTING: readonly Fault[] = [
  { plant: 'Apex and www both show pages.', check: 'routing/canonical', on: SITE, severity: 'high' },
  { plant: 'http://www needs three redirects.', check: 'routing/chain', on: SITE, severity: 'low' },
  { plant: 'The redirect to https throws the path away.', check: 'routing/path', on: SITE, severity: 'high' },
  { plant: 'The redirect to https throws the query away.', check: 'routing/query', on: SITE, severity: 'medium' },
  { plant: 'The redirect to https is temporary.', check: 'routing/permanent', on: SITE, severity: 'medium' },
  { plant: 'https://coachly.test/start goes back to http.', check: 'routing/downgrade', on: SITE, severity: 'high' },
  {
    plant: 'The dashboard’s edge speaks http to a server that insists on https.',
    check: 'routing/loop',
    on: host('dashboard'),
    severity: 'blocker',
  },
  { plant: 'The portal sends visitors to localhost.', check: 'routing/environment', on: host('portal'), severity: 'blocker' },
  { plant: 'The API answers over plain http.', check: 'routing/https', on: host('api'), severity: 'high' },
  { plant: 'The admin host has nothing but plain http.', check: 'routing/https', on: host('admin'), severity: 'high' },
  { plant: 'The portal is entered over https and left over http.', check: 'routing/https', on: host('portal'), severity: 'medium' },
  {
    plant: 'Search engines may list the staging site.',
    check: 'routing/staging',
    on: 'url https://staging.coachly.test/',
    severity: 'medium',
  },
  { plant: 'The preview answers 502.', check: 'routing/reachable', on: host('preview'), severity: 'medium' },
  { plant: 'Browsers cannot open the admin host over https.', check: 'routing/reachable', on: host('admin'), severity: 'blocker' },
  { plant: '"Start free trial" leads to a 404.', check: 'routing/page', on: 'url https://coachly.test/signup', severity: 'blocker' },
  { plant: 'The pricing page answers 500.', check: 'routing/page', on: 'url https://coachly.test/pricing', severity: 'medium' },
];

const HEADERS: readonly Fault[] = [
  { plant: 'The home page has no Content-Security-Policy.', check: 'headers/content-security-policy', on: HOME, severity: 'medium' },
  { plant: 'The home page can be framed.', check: 'headers/framing', on: HOME, severity: 'medium' },
  { plant: 'The home page may be sniffed.', check: 'headers/sniffing', on: HOME, severity: 'low' },
  { plant: 'The home page has no Referrer-Policy.', check: 'headers/referrer', on: HOME, severity: 'low' },
  { plant: 'The old landing page tells the versions of nginx and PHP.', check: 'headers/version', on: WWW, severity: 'medium' },
  { plant: 'The app names the machine behind it.', check: 'headers/internals', on: 'url https://app.coachly.test/', severity: 'medium' },
  { plant: 'The login cookie lacks Secure.', check: 'headers/cookie-secure', on: LOGIN, severity: 'high' },
  { plant: 'The login cookie lacks HttpOnly.', check: 'headers/cookie-httponly', on: LOGIN, severity: 'high' },
  { plant: 'The login cookie lacks SameSite.', check: 'headers/cookie-samesite', on: LOGIN, severity: 'medium' },
  {
    plant: 'The session cookie goes to every subdomain.',
    check: 'headers/cookie-scope',
    on: 'url https://app.coachly.test/dashboard',
    severity: 'low',
  },
];

const APPLICATION: readonly Fault[] = [
  { plant: 'Every website may read who is logged in.', check: 'cors/credentials', on: api('me'), severity: 'blocker' },
  { plant: 'The same echo lets sandboxed frames in.', check: 'cors/null', on: api('me'), severity: 'high' },
  { plant: 'The same echo lets plain http in.', check: 'cors/insecure', on: api('me'), severity: 'medium' },
  { plant: 'Sessions can be read from sandboxed frames.', check: 'cors/null', on: api('sessions'), severity: 'high' },
  {
    plant: 'Origins that end in coachly.test are let in, evilcoachly.test too.',
    check: 'cors/lookalike',
    on: api('coaches'),
    severity: 'high',
  },
  { plant: 'Billing can be read from http pages.', check: 'cors/insecure', on: api('billing'), severity: 'medium' },
  { plant: 'Every website may read bookings.', check: 'cors/any', on: api('bookings'), severity: 'medium' },
  { plant: 'Bookings depend on the origin without saying so.', check: 'cors/vary', on: api('bookings'), severity: 'low' },
  {
    plant: 'Shared caches keep a dashboard with its session cookie.',
    check: 'caching/private',
    on: 'url https://app.coachly.test/dashboard',
    severity: 'blocker',
  },
  {
    plant: 'A file with a hash in its name is asked for again and again.',
    check: 'caching/assets',
    on: 'url https://coachly.test/assets/index-DkX92fQa.js',
    severity: 'medium',
  },
  { plant: 'Bookings say nothing about caching.', check: 'caching/api', on: api('bookings'), severity: 'low' },
  { plant: 'The home page says nothing about caching.', check: 'caching/page', on: HOME, severity: 'low' },
  {
    plant: 'Recommendations take more than half a second.',
    check: 'performance/response-time',
    on: api('recommendations'),
    severity: 'high',
  },
  { plant: 'The old landing page thinks for a quarter of a second.', check: 'performance/first-byte', on: WWW, severity: 'low' },
  { plant: 'The home page is sent uncompressed.', check: 'performance/compression', on: HOME, severity: 'medium' },
  { plant: 'The hero image is written into the old landing page.', check: 'performance/page-weight', on: WWW, severity: 'low' },
  {
    plant: 'The build published its source map, with code of the server in it.',
    check: 'exposure/source-map',
    on: host(''),
    severity: 'medium',
  },
  { plant: 'The notes for the coding agent are published.', check: 'exposure/agent-rules', on: host(''), severity: 'low' },
  {
    plant: 'The script of the home page holds the service_role key, beside the anon key that belongs there.',
    check: 'secrets/bundle',
    on: host(''),
    severity: 'blocker',
  },
  {
    plant: 'The app answers every path with the same page, health routes too.',
    check: 'app/health-route',
    on: host('app'),
    severity: 'medium',
  },
  { plant: 'The dashboard has no health route.', check: 'app/health-route', on: host('dashboard'), severity: 'high' },
  { plant: 'The laptop has no health route.', check: 'app/health-route', on: host('my'), severity: 'high' },
  { plant: 'The portal has no health route.', check: 'app/health-route', on: host('portal'), severity: 'high' },
  { plant: 'The API’s health route says that its database is gone.', check: 'app/health-status', on: host('api'), severity: 'blocker' },
  {
    plant: 'The health route shows the connection string and the names of secrets.',
    check: 'app/health-leak',
    on: host('api'),
    severity: 'medium',
  },
  { plant: 'The pricing page shows a stack trace.', check: 'app/stack-trace', on: 'url https://coachly.test/pricing', severity: 'high' },
  {
    plant: 'The coach login asks for a password over http.',
    check: 'app/login-insecure',
    on: 'url https://coachly.test/login',
    severity: 'blocker',
  },
];

const REPOSITORY: readonly Fault[] = [
  { plant: 'Reset mail is sent as the test sender of Resend.', check: 'email/sender', on: 'repo .', severity: 'high' },
  { plant: '.env with live keys is committed.', check: 'secrets/env-file', on: 'repo .', severity: 'blocker' },
  { plant: 'The live Stripe key is written into the code.', check: 'secrets/code', on: 'repo .', severity: 'blocker' },
  {
    plant: 'The OpenAI key is read by a name that puts it into the browser.',
    check: 'secrets/public-prefix',
    on: 'repo .',
    severity: 'blocker',
  },
  { plant: 'Welcome mail comes from a domain of its own.', check: 'email/from-domain', on: 'repo .', severity: 'medium' },
  { plant: 'The server lets every origin in with the visitor’s login.', check: 'code/open-origin', on: 'repo .', severity: 'high' },
  { plant: 'The Stripe webhook believes everybody.', check: 'code/webhook-signature', on: 'repo .', severity: 'high' },
  { plant: 'The Stripe webhook sends the receipt before it answers.', check: 'code/slow-webhook', on: 'repo .', severity: 'medium' },
  { plant: 'The AI coach answers strangers at the founder’s expense.', check: 'code/unmetered-route', on: 'repo .', severity: 'high' },
  {
    plant: 'A booking that fails leaves no cause in the log.',
    check: 'code/swallowed-error',
    on: 'repo .',
    severity: 'medium',
  },
  { plant: 'The login callback leads wherever the link says.', check: 'code/open-redirect', on: 'repo .', severity: 'medium' },
  {
    plant: 'A booking is stored as the browser sent it, with any price and owner.',
    check: 'code/mass-assignment',
    on: 'repo .',
    severity: 'medium',
  },
  { plant: 'The Google login comes back to localhost.', check: 'code/stray-callback', on: 'repo .', severity: 'high' },
  {
    plant: 'A migration deletes every booking.',
    check: 'database/migrations',
    on: 'repo .',
    severity: 'high',
  },
  { plant: 'No lockfile, so each build picks its packages anew.', check: 'code/dependencies', on: 'repo .', severity: 'medium' },
  {
    plant: 'The code brings in resend and react-dom, which package.json does not name.',
    check: 'code/unknown-packages',
    on: 'repo .',
    severity: 'medium',
  },
  { plant: 'No health route, and a crash leaves a white page.', check: 'code/safety-net', on: 'repo .', severity: 'low' },
  {
    plant: 'The same one opens the profiles to everybody and switches their row level security off.',
    check: 'database/row-security',
    on: 'repo .',
    severity: 'blocker',
  },
  {
    plant: 'Kubernetes, a service mesh, Kafka and two caches for the first ten customers.',
    check: 'scope/over-built',
    on: 'repo .',
    severity: 'low',
  },
];

const PRODUCTION: readonly Fault[] = [
  {
    plant: 'One request for bookings in eleven ends with an error, as the log of the API tells.',
    check: 'app/error-rate',
    on: 'log logs/api.log',
    severity: 'high',
  },
  {
    plant: 'Customers wait a second and a half for recommendations.',
    check: 'performance/slow-routes',
    on: 'log logs/api.log',
    severity: 'high',
  },
  { plant: 'Sentry collects errors, and nobody reads it.', check: 'app/errors', on: 'tracker coachly/web', severity: 'high' },
  { plant: 'Four releases were taken back or mended in a hurry last week.', check: 'app/releases', on: 'repo .', severity: 'medium' },
];

/** Everything that is broken at Coachly. */
export const faults: readonly Fault[] = [...DNS, ...EMAIL, ...TLS, ...ROUTING, ...HEADERS, ...APPLICATION, ...REPOSITORY, ...PRODUCTION];
