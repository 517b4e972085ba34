import type { Card, Section } from '../core/document.ts';
import { type Known, standing } from './known.ts';

interface Symptom extends Omit<Card, 'now'> {
  /** Checks of the audit that speak of the same. */
  checks?: RegExp;
}

/** What founders see when a launch goes wrong, one card each: the failure signals of every stage. */
const SYMPTOMS: readonly Symptom[] = [
  {
    sees: 'A blank page',
    hurts: 'Nobody can use the product.',
    first: ['Open the browser console and read the first red line.', 'Go back to the last release.'],
    usually: ['a script of the new release is missing', 'a variable is not set in production'],
    checks: /^routing\/(?:page|reachable)$/,
  },
  {
    sees: 'The browser says "too many redirects"',
    hurts: 'Nobody gets in.',
    first: ['Set TLS at the edge to "strict".', 'Look that only one place redirects to https.'],
    usually: ['the edge speaks plain http to the app, which sends it back'],
    checks: /^routing\/(?:loop|chain)$/,
  },
  {
    sees: 'The browser warns of the certificate',
    hurts: 'Visitors leave, apps stop.',
    first: ['Renew the certificate at the host.', 'Look that the name is in it.'],
    usually: ['a renewal failed after a DNS change'],
    checks: /^tls\/(?:expiry|name|chain|handshake)$/,
  },
  {
    sees: 'New users cannot finish signing up',
    hurts: 'Every visitor of today is lost.',
    first: ['Sign up yourself with a new address.', 'Look whether the mail arrives, and where its link leads.'],
    usually: ['the login provider still knows the old address', 'the confirmation mail is in spam'],
    checks: /^(?:routing\/environment|email\/spf|email\/dkim)$/,
  },
  {
    sees: 'Signing up takes several seconds',
    hurts: 'People leave while they wait.',
    first: ['Look which step is slow: page, database or mail.', 'Send the mail after the answer, not before.'],
    usually: ['the mail is sent while the visitor waits'],
    checks: /^performance\/response-time$/,
  },
  {
    sees: 'Reset and invitation mails do not arrive',
    hurts: 'Customers are locked out.',
    first: ['Look in the spam folder, and at the provider’s log.', 'Run the mail check of this page.'],
    usually: ['SPF or DKIM is missing', 'a DNS record changed'],
    checks: /^email\/(?:spf|dkim|dmarc)/,
  },
  {
    sees: 'The server is flooded, the bill grows',
    hurts: 'The product is slow, and it costs.',
    first: ['Turn on "under attack" at the edge.', 'Limit the route that is called most.'],
    usually: ['bots found a form', 'the app is reached around the edge'],
    checks: /^caching\/assets$/,
  },
  {
    sees: 'Bots fill your forms',
    hurts: 'Costs, and mail in your name.',
    first: ['Limit sign-up per visitor at the edge.', 'Ask for a confirmed address before anything costs.'],
    usually: ['no limit on sign-up'],
  },
  {
    sees: 'A release must be taken back in a hurry',
    hurts: 'Each minute costs customers.',
    first: ['Go back with the command of the release page.', 'Look for the cause afterwards.'],
    usually: ['a migration cannot be taken back', 'a variable is missing'],
  },
  {
    sees: 'A migration failed',
    hurts: 'Sign-up and saving break.',
    first: ['Stop further deploys.', 'Go back, unless the data already changed its shape; then mend forward.'],
    usually: ['the migration ran on data nobody tried it on'],
  },
  {
    sees: 'It gets slower week by week',
    hurts: 'Customers leave without telling you.',
    first: ['Look which route is slow, and since which release.', 'Look at its database queries.'],
    usually: ['a missing index', 'one query for each row'],
    checks: /^performance\//,
  },
  {
    sees: 'The feed or the dashboard takes over two seconds',
    hurts: 'People think it hangs.',
    first: ['Count the queries of that page.', 'Load less at once.'],
    usually: ['no pages', 'no index on owner and date'],
    checks: /^performance\/(?:response-time|first-byte)$/,
  },
  {
    sees: 'Search stops when five people use it',
    hurts: 'It cannot be shown to anybody.',
    first: ['Run the check for five users.', 'Look for one slow query that blocks the rest.'],
    usually: ['a scan over the whole table', 'too few database connections'],
  },
  {
    sees: 'The page hangs while a file is sent up',
    hurts: 'People close it and try again.',
    first: ['Send the file in the background, with a bar.'],
    usually: ['the app waits for the upload before it answers'],
  },
  {
    sees: '"The page hangs"',
    hurts: 'People leave.',
    first: ['Look which foreign script is slow, and load it later.', 'Set a time limit on every foreign call.'],
    usually: ['a foreign script or service does not answer'],
    checks: /^performance\/(?:first-byte|page-weight)$/,
  },
  {
    sees: 'The same webhook comes again and again',
    hurts: 'Orders are made twice.',
    first: ['Answer at once, work afterwards.', 'Keep the id of each event, and skip it the second time.'],
    usually: ['the handler takes too long, so the sender tries again'],
  },
  {
    sees: 'Customers tell you before the alert does',
    hurts: 'You look asleep.',
    first: ['Watch the page they speak of.', 'Send a test alert to yourself.'],
    usually: ['only the home page is watched'],
  },
  {
    sees: 'Alerts come, and nobody acts',
    hurts: 'The real one is missed.',
    first: ['Name one owner for each alert.', 'Delete every alert that nobody acted on.'],
    usually: ['too many alerts', 'a channel that nobody reads'],
  },
  {
    sees: 'Only one person knows how it works',
    hurts: 'Everything waits for that person.',
    first: ['Write it into this document, where it says UNKNOWN.'],
    usually: ['it was built in one night'],
  },
  {
    sees: 'Nobody knows who owns DNS',
    hurts: 'Nobody can mend it when it breaks.',
    first: ['Look up the registrar with `launch-ready map`.', 'Ask for the account while it is not urgent.'],
    usually: ['a contractor registered the domain'],
    checks: /^dns\/delegation$/,
  },
  {
    sees: 'The domain shows the wrong version',
    hurts: 'Customers write into a test database.',
    first: ['Look where the name points, under Domains.', 'Point it to production, and try login.'],
    usually: ['the preview was connected to the domain'],
    checks: /^(?:dns|routing)\/environment$/,
  },
  {
    sees: 'An old test site is found by search',
    hurts: 'Customers sign up in the wrong place.',
    first: ['Ask for a login there, or take it down.'],
    usually: ['staging has a public name'],
    checks: /^dns\/(?:dangling-cname|wildcard)$/,
  },
  {
    sees: 'A key is in the code or on the page',
    hurts: 'Strangers act in your name.',
    first: ['Change the key now; see "If it leaks".', 'Then take it out of the code.'],
    usually: ['a variable with a public prefix', 'a committed .env file'],
    checks: /^secrets\//,
  },
  {
    sees: 'Other sites can call your API',
    hurts: 'Data of logged-in customers leaks.',
    first: ['Allow your own sites by name, and no star.'],
    usually: ['a rule was opened while developing'],
    checks: /^cors\//,
  },
];

/** The cards: first those that the audit has seen the like of, then the others. */
export function symptoms({ report }: Known): Section {
  const cards = SYMPTOMS.map(({ checks, ...card }): Card => {
    const found = checks && standing(report, checks);
    return found?.state === 'fail' ? { ...card, now: found.worst?.title ?? '' } : card;
  });
  return {
    id: 'symptoms',
    title: 'If you see this, do that',
    about: 'Find what you see. Do the first thing. The cause can wait.',
    blocks: [
      { is: 'cards', cards: [...cards.filter(({ now }) => now !== undefined), ...cards.filter(({ now }) => now === undefined)] },
      { is: 'notes', id: 'symptoms', invites: 'What you have seen here, and what helped', text: '' },
    ],
  };
}
