import { z } from 'zod';
import type { Saw, Verdict } from '../core/check.ts';
import type { Headers } from '../parsers/headers.ts';
import { httpExposed } from '../probes/http/exposed.ts';
import { platformOf, shellQuote } from './header-fix.ts';
import { HOST_FAILS } from './host.ts';

/** What checks on open files have in common: spread into each. */
export const ON_EXPOSED = { on: 'host', reads: { exposed: httpExposed }, options: z.object({}), causedBy: HOST_FAILS } as const;

/** What lies open on a host. */
export type Exposed = Saw<{ exposed: typeof httpExposed }>['exposed'];

/** What to say where a file was not found: a pass, unless the host would not be asked for it. */
export function unlessUnasked(host: string, { elsewhere, broken }: Exposed, path: RegExp): Verdict {
  if (elsewhere === 'refused') return { is: 'skip', because: `https://${host} refuses whatever it is asked.` };
  const unasked = broken?.unasked.find((each) => path.test(each));
  return unasked === undefined ? { is: 'pass' } : { is: 'skip', because: `https://${host} gave no answer to ${unasked}: ${broken?.why}.` };
}

/** Where a file that lies open comes from, and how each platform is told to keep it (its documentation, 2026-11). */
export function closingSteps(served: Headers, path: string): string[] {
  const file = path.replace(/^\//, '');
  const platform = platformOf(served);
  const publish = 'only the build output (dist, build, out or public)';
  switch (platform) {
    case 'vercel':
    case 'next':
      return [
        `Take ${file} out of public/ and out of the output directory: Vercel serves all that lies there.`,
        'Deploy again, without the build cache.',
      ];
    case 'netlify':
      return [`Set publish in netlify.toml to ${publish}, and take ${file} out of it.`, 'Deploy again with “Clear cache and deploy site”.'];
    case 'express':
      return [
        `Serve ${publish}: app.use(express.static('dist', { dotfiles: 'ignore', index: 'index.html' })), never express.static('.').`,
        `Take ${file} out of that folder and deploy.`,
      ];
    case 'cloudflare':
    case 'unknown':
      return [
        `Let the web server publish ${publish}, never the project folder, and take ${file} out of it.`,
        String.raw`nginx: location ~ /\.(?!well-known/) { return 404; } and location ~ \.(sql|bak|map)$ { return 404; }`,
        "Express: express.static('dist', { dotfiles: 'ignore' }). Vercel and Netlify: take the file out of the publish directory.",
        `Deploy, and purge ${path} from the edge cache.`,
      ];
    default:
      return platform satisfies never;
  }
}

/** How to tell that a file is no longer there, for a prompt. */
export function isGone(url: string): string {
  return `\`${showStatus(url)}\` prints 404, or 200 text/html where your app answers every path with its home page.`;
}

/** A command that shows with which status and media type an address answers. */
export function showStatus(url: string): string {
  return `curl -sS -o /dev/null -w '%{http_code} %{content_type}\\n' ${shellQuote(url)}`;
}
