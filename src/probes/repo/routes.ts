import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import type { CodeRoute } from '../../parsers/code-routes.ts';
import type { Happens } from '../../parsers/code-shape.ts';
import { codeReader } from './code-reader.ts';
import { CODE, GENERATED } from './environment.ts';
import { isMadeUp, listFiles, readText } from './list.ts';

/** Files that are parsed, the largest, bytes, and handlers that are kept. */
const FILES = 2_000;
const BYTES = 1_000_000;
const MOST = 500;
const KEPT = 50;

/** What a file says that is worth parsing. */
const WORTH_IT =
  /\.(get|post|put|patch|delete|all)\(|\bserve\(|redirect|callback|export (?:async )?(?:function|const) (?:GET|POST|PUT|PATCH|DELETE)|_?ur[il]\b/i;
/** A file of Next.js that stands before its pages and routes, with what makes it a guard. */
const GUARD = /(^|\/)(middleware|proxy)\.[jt]s$/;
const GUARDS = /auth|session|getUser|clerk/i;

const happens = z.object({ what: z.string(), line: z.int() });
const place = happens.extend({ file: z.string() });

/** The handlers of requests in the code of a checkout: who may ask, what it costs, and what callers wait for. */
export const repoRoutes = defineProbe({
  id: 'repo/routes',
  on: 'repo',
  touch: 'passive',
  asks: 'the code for routes, webhooks and redirects',
  deadline: 30_000,
  sees: z.object({
    routes: z.array(
      z.object({
        file: z.string(),
        line: z.int(),
        method: z.string(),
        path: z.string(),
        webhook: z.boolean(),
        signed: z.boolean(),
        authenticated: z.boolean(),
        limited: z.boolean(),
        spends: z.array(happens),
        waitsFor: z.array(happens),
        swallows: z.array(happens),
      }),
    ),
    /** Redirects to wherever the request says. */
    openRedirects: z.array(place),
    /** Addresses to come back to after a login that lead to a developer's machine or a preview. */
    strayCallbacks: z.array(place),
    /** Files that could not be read as code. */
    unread: z.int(),
  }),
  async collect({ root }, io) {
    const { files } = await listFiles(root, io.signal);
    const code = files.filter((path) => CODE.test(path) && !GENERATED.test(path) && !isMadeUp(path)).slice(0, FILES);
    const seen = { routes: [] as (CodeRoute & { file: string })[], openRedirects: [] as Place[], strayCallbacks: [] as Place[], unread: 0 };
    let guarded = false;
    await using reader = codeReader(io.signal);
    for (const file of code) {
      io.signal.throwIfAborted();
      const text = await readText(root, file, BYTES);
      if (text === null) continue;
      guarded ||= GUARD.test(file) && GUARDS.test(text);
      if (!WORTH_IT.test(text)) continue;
      const found = await reader.routes(file, text);
      if (!found) {
        seen.unread += 1;
        continue;
      }
      seen.routes.push(
        ...found.routes.map((route) => ({
          ...route,
          file,
          spends: route.spends.slice(0, 10),
          waitsFor: route.waitsFor.slice(0, 10),
          swallows: route.swallows.slice(0, 10),
        })),
      );
      seen.openRedirects.push(...found.openRedirects.map((each) => ({ ...each, file })));
      seen.strayCallbacks.push(...found.strayCallbacks.map((each) => ({ ...each, file })));
    }
    return {
      routes: seen.routes
        .slice(0, MOST)
        .map((route) => ({ ...route, authenticated: route.authenticated || (guarded && isOfFile(route.file)) })),
      openRedirects: seen.openRedirects.slice(0, KEPT),
      strayCallbacks: seen.strayCallbacks.slice(0, KEPT),
      unread: seen.unread,
    };
  },
});

type Place = Happens & { file: string };

/** True for a route of Next.js, which its middleware stands before. */
function isOfFile(file: string): boolean {
  return /(^|\/)(app\/(.*\/)?route|pages\/api\/.*)\.[cm]?[jt]sx?$/.test(file);
}
