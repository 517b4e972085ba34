import { defineCheck } from '../../core/check.ts';
import { ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/listing',
  requirements: ['EDG-9', 'SEC-1'],
  title: 'Folders do not list their files',
  failing: 'Anybody can browse the files of your server',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'A listed folder shows files nobody was given a link to: backups, uploads of customers, old versions.',
  learn: ['https://cwe.mitre.org/data/definitions/548.html', 'https://nginx.org/en/docs/http/ngx_http_autoindex_module.html'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no folder is listed', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /uploads/ with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'the list of the uploads',
      saw: sampleExposed({ listings: [{ path: '/uploads/', entries: 214, names: ['passport-ada.jpg', 'invoice-7.pdf'] }] }),
      gives: 'fail',
    },
    {
      name: 'the list of the build',
      saw: sampleExposed({ listings: [{ path: '/assets/', entries: 9, names: ['index.js'] }] }),
      gives: { fail: 'low' },
    },
    {
      name: 'the list that the Finder leaves in a folder',
      saw: sampleExposed({ listings: [{ path: '/.DS_Store', entries: 3, names: ['old-site', 'backup-2026.sql'] }] }),
      gives: { fail: 'low' },
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/uploads/'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    if (exposed.listings.length === 0) return unlessUnasked(host, exposed, /\/$|DS_Store$/);
    return exposed.listings.map(({ path, entries, names }) => {
      const url = `https://${host}${plain(path, 200)}`;
      return {
        is: 'fail' as const,
        found: `${url} lists ${count(entries, 'file')}, such as ${list(names.map((each) => plain(each, 60)))}.`,
        // What a page loads can be seen anyhow.
        ...(path === '/uploads/' ? {} : { severity: 'low' as const }),
        at: [{ at: url }],
        fix: byHand(
          [
            ...(path === '/.DS_Store' ? ['Delete .DS_Store from the server and the repository, and add it to .gitignore.'] : []),
            'nginx: autoindex off; Apache: Options -Indexes; Caddy: file_server without browse; Express: no serve-index; `serve`: directoryListing false.',
            ...(path === '/uploads/'
              ? ['Give files of customers to those alone who are logged in and own them, through signed links that end.']
              : []),
            'Deploy.',
          ],
          {
            prompt: {
              goal: `${url} lists no files.`,
              change: 'switch directory listings off in the web server or static middleware.',
              not: 'put an empty index.html into the folder: the next folder would be open again.',
              see: `\`${showStatus(url)}\` prints 403 or 404.`,
            },
            verify: showStatus(url),
            minutes: 15,
          },
        ),
      };
    });
  },
});
