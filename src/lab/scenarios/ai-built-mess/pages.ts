import { createHash } from 'node:crypto';
import { links, page, passwordForm } from '../pages.ts';

export const ASSET = { marketing: '/assets/index-DkX92fQa.js', app: '/assets/index-B7nq0ZcR.js' } as const;

const QUOTES = [
  'I filled my first cohort in nine days, and I still do not know what a database is.',
  'My clients book, pay and get their worksheets without me touching anything.',
  'Coachly replaced five tools and one very patient assistant.',
  'I built a course over a weekend and sold it on Monday.',
];

/** Marketing home: grows with each testimonial the builder adds; over 20 kB. */
export const home = page({
  title: 'Coachly · Grow your coaching practice',
  scripts: [ASSET.marketing],
  body: [
    '<div id="root"><h1>Your coaching practice on autopilot</h1>',
    links([
      ['/pricing', 'Pricing'],
      ['/about', 'About'],
      ['/login', 'Coach login'],
      ['/signup', 'Start free trial'],
      ['https://app.coachly.test/login', 'Client login'],
      ['https://app.coachly.test/dashboard', 'Open app'],
    ]),
    ...Array.from(
      { length: 110 },
      (_, at) =>
        `<blockquote class="rounded-2xl border bg-card p-6 shadow-sm" data-testid="quote-${at}"><p>${QUOTES[at % QUOTES.length] ?? ''}</p><cite>Coach no. ${at + 1}</cite></blockquote>`,
    ),
    '</div>',
  ].join('\n'),
});

/** The old landing page at www, with its hero image written into the page: over 500 kB. */
export const landing = page({
  title: 'Coachly · Coming soon',
  body: `<h1>Coachly is coming</h1><p><a href="https://coachly.test/about">About us</a></p><img alt="A coach at work" src="data:image/jpeg;base64,${noise(400_000)}">`,
});

export const about = page({ title: 'About · Coachly', body: '<h1>About Coachly</h1><p>Built by one coach and one chatbot.</p>' });

/** What the framework shows when a page fails in development mode, left on in production. */
export const crash = page({
  title: '500: Internal Server Error',
  body: [
    '<h1>TypeError</h1>',
    '<pre>TypeError: Cannot read properties of undefined (reading &#39;unit_amount&#39;)',
    '    at loadPrices (file:///var/task/src/lib/stripe.ts:27:31)',
    '    at async PricingPage (file:///var/task/src/app/pricing/page.tsx:12:18)',
    '    at async renderToHTML (/var/task/node_modules/next/dist/server/render.js:412:9)</pre>',
  ].join('\n'),
});

export const spaShell = page({
  title: 'Coachly App',
  scripts: [ASSET.app],
  nonce: true,
  body: `<div id="root"></div>${links([['/login', 'Log in']])}`,
});

export const login = page({
  title: 'Log in · Coachly',
  scripts: [ASSET.app],
  nonce: true,
  body: `<h1>Welcome back</h1>${passwordForm('/login', 'Log in')}`,
});

export const dashboard = page({
  title: 'Dashboard · Coachly',
  scripts: [ASSET.app],
  nonce: true,
  body: '<h1>Good morning, Maren</h1><p>Three sessions today. Next invoice: 1,200 €.</p>',
});

export const adminLogin = page({ title: 'Admin · Coachly', nonce: true, body: `<h1>Admin</h1>${passwordForm('/login', 'Enter')}` });

export const plain = (title: string): string => page({ title, nonce: true, body: `<h1>${title}</h1>` });

/** Text that looks like an image and does not compress, the same in every run. */
function noise(bytes: number): string {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, at) => createHash('sha256').update(`coachly ${at}`).digest());
  return Buffer.concat(blocks).toString('base64');
}
