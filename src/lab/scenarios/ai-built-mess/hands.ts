import type { Hand, Scenario } from '../../scenario.ts';
import { renewed } from './registration.ts';
import { sites } from './sites.ts';

const gone = (host: string): Hand => ({ removes: [host] });

/** The blog's certificate, renewed at its host. */
const reissued: Hand = {
  sites: sites.filter(({ hosts }) => hosts.includes('blog.coachly.test')).map(({ certificate: _ended, ...site }) => site),
};

/**
 * What the founder does when the sprint asks: the laptop is taken out of DNS, the old admin host too, since its login has moved to the
 * app, the blog's host renews its certificate, and the domain is paid for and locked at the registrar.
 */
export const hands: NonNullable<Scenario['hands']> = {
  'dns/environment host my.coachly.test': gone('my.coachly.test'),
  'tls/name host my.coachly.test': gone('my.coachly.test'),
  'tls/handshake host admin.coachly.test': gone('admin.coachly.test'),
  'routing/reachable host admin.coachly.test': gone('admin.coachly.test'),
  'tls/expiry host blog.coachly.test': reissued,
  'dns/registration site coachly.test': { registrations: renewed },
};
