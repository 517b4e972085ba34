import type { Term } from '../core/document.ts';

/** Words that cannot be avoided, explained so that nobody needs another word for it. */
export const GLOSSARY = [
  { term: 'alert', also: ['alerts'], means: 'A message that something is wrong, sent to somebody who acts on it.' },
  { term: 'audit', means: 'A look at your product from outside, which ends in a list of what to mend.' },
  { term: 'backup', also: ['backups'], means: 'A copy of your data that lies somewhere else.' },
  { term: 'cache', also: ['cached', 'caching'], means: 'A copy kept close to visitors, so that pages come faster.' },
  {
    term: 'certificate',
    also: ['certificates'],
    means: 'The proof that a site is yours; it makes the lock in the browser. It ends on a fixed day.',
  },
  { term: 'deploy', also: ['deploys'], means: 'To put a new version of the product live.' },
  { term: 'DKIM', means: 'A signature on each mail that shows it is really from you.' },
  { term: 'DMARC', means: 'Your wish what receivers do with mail that only pretends to be from you.' },
  { term: 'DNS', means: 'The address book of the internet: it says which machine answers for a name.' },
  { term: 'edge', means: 'A service between visitors and your app that keeps bad traffic away.' },
  { term: 'environment', means: 'One running copy of the product: production is the one that customers use.' },
  { term: 'host', also: ['hosts'], means: 'A full name such as app.acme.com.' },
  { term: 'migration', also: ['migrations'], means: 'A change to the shape of the database.' },
  { term: 'monitor', also: ['monitors'], means: 'A machine that opens your pages each minute and tells you when one fails.' },
  { term: 'registrar', means: 'The shop where the domain was bought. Who holds that account holds the domain.' },
  { term: 'release', also: ['releases'], means: 'One version of the product.' },
  { term: 'rollback', means: 'Going back to the version before.' },
  { term: 'route', also: ['routes'], means: 'One page or address of the product, such as /login.' },
  { term: 'second factor', means: 'A code from a phone, asked for besides the password.' },
  { term: 'SPF', means: 'The list of those who may send mail for your domain.' },
  { term: 'staging', means: 'A copy of the product to try things on. Customers should never see it.' },
  { term: 'TLS', means: 'The encryption between browser and server; https uses it.' },
  { term: 'variable', also: ['variables'], means: 'A setting that the product reads when it starts, such as a key.' },
  { term: 'webhook', also: ['webhooks'], means: 'A call from another service to yours, such as "this was paid".' },
] as const satisfies readonly Term[];
