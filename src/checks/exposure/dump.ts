import { defineCheck } from '../../core/check.ts';
import { closingSteps, isGone, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

const dump = { path: '/backup.sql', tool: 'PostgreSQL', tables: ['public.users', 'public.orders'], rows: true, bytes: 4_200_000 };

/** Bytes of a dump that are read for certain, whatever the text. */
const HEAD = 16_000;

export default defineCheck({
  id: 'exposure/dump',
  requirements: ['SEC-1', 'DEP-4'],
  title: 'No backup of your database or files lies open',
  failing: 'Anybody can download a backup of your product',
  severity: 'blocker',
  hurts: ['data', 'login', 'trust'],
  why: 'A forgotten backup holds every customer. In the EU and elsewhere you must report such a leak within days.',
  learn: ['https://gdpr-info.eu/art-33-gdpr/', 'https://cwe.mitre.org/data/definitions/530.html'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no dump', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /backup.sql with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    { name: 'a dump with rows', saw: sampleExposed({ dumps: [dump] }), gives: 'fail' },
    {
      name: 'a large dump whose head shows no rows yet',
      saw: sampleExposed({ dumps: [{ ...dump, rows: false }] }),
      gives: 'fail',
    },
    {
      name: 'a small file with the tables alone',
      saw: sampleExposed({ dumps: [{ ...dump, rows: false, bytes: 3_000 }] }),
      gives: { fail: 'medium' },
    },
    {
      name: 'an archive of the project',
      saw: sampleExposed({ dumps: [{ path: '/backup.zip', tool: 'ZIP', tables: ['.env', 'server.js'], rows: true, bytes: 900_000 }] }),
      gives: 'fail',
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/dump.sql'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    if (exposed.dumps.length === 0) return unlessUnasked(host, exposed, /\.(?:sql|zip)$/);
    return exposed.dumps.map(({ path, tool, tables, rows, bytes }) => {
      const url = `https://${host}${path}`;
      const size = bytes === null ? '' : ` of ${Math.ceil(bytes / 1_000).toLocaleString('en')} kB`;
      const named = tables.length === 0 ? '' : ` with ${list(tables.map((each) => plain(each, 60)))}`;
      // Its whole text was read, and there was no row in it.
      const isBare = !rows && bytes !== null && bytes <= HEAD;
      return {
        is: 'fail' as const,
        found: `${url} is a ${tool === 'SQL' ? 'dump in SQL' : tool === 'ZIP' ? 'ZIP archive' : `${tool} dump`}${size}${named}${isBare ? ', without rows' : ''}.`,
        ...(isBare ? { severity: 'medium' as const } : {}),
        at: [{ at: url }],
        fix: byHand(
          [
            `Delete ${path.slice(1)} from the server, and keep backups where no web server looks.`,
            ...closingSteps(exposed.served, path),
            ...(isBare ? [] : ['Search your access log for downloads of it. If there were any, ask a lawyer today whom you must tell.']),
          ],
          {
            prompt: {
              goal: `${url} answers 404, and backups are written outside of what is published.`,
              change: `remove ${path.slice(1)} from the repository and the published folder, and let the backup script write to private storage.`,
              not: 'rename the file, zip it, or protect it by robots.txt.',
              see: isGone(url),
            },
            verify: showStatus(url),
            minutes: 30,
          },
        ),
      };
    });
  },
});
