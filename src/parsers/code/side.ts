import { asNode, listOf, type Node, textOf } from '../syntax-tree.ts';

/** Where a file runs: with visitors, on a server, or wherever it is imported. */
export type Side = 'client' | 'server' | 'shared';

/** Folders and names of files that frameworks run on a server alone. */
const SERVER_PATH = [
  /(^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/, // Next.js
  /(^|\/)pages\/api\//,
  /(^|\/)(middleware|proxy|instrumentation)\.[cm]?[jt]s$/,
  /(^|\/)\+(server|page\.server|layout\.server)\.[jt]s$/, // SvelteKit
  /(^|\/)(lib\/server|hooks\.server)(\/|\.)/,
  /\.server(\.[cm]?[jt]sx?|\/)/, // Remix, React Router
  /(^|\/)(supabase|netlify|firebase)?\/?functions\/.*\.[cm]?[jt]s$/,
  /(^|\/)(server|backend|api|workers?|scripts?|cron|jobs?|prisma|migrations|seeds?|lambda|edge-functions|bin)\//,
  /(^|\/)(server|worker)\.[cm]?[jt]s$/,
  /(^|\/)[\w.-]+\.config\.[cm]?[jt]s$/,
] as const;
/** Packages that only run on a server. */
const SERVER_PACKAGE =
  /^(server-only|node:(?!process$|buffer$|url$|path$|util$|events$)|(fs|child_process|http|https|net|tls)(\/|$)|express$|fastify$|@?hono(\/|$)|koa$|@nestjs\/|next\/(headers|server|cache)$|firebase-admin|firebase-functions|@supabase\/auth-helpers-nextjs$|pg$|mysql2?(\/|$)|@prisma\/client$|drizzle-orm\/(node|postgres|neon|mysql)|postgres$|nodemailer$|resend$|stripe$|ioredis$|npm:|jsr:|https:\/\/(deno\.land|esm\.sh)\/|\$lib\/server|\$env\/(static|dynamic)\/private|@remix-run\/node$)/;
/** Packages that only run with visitors. */
const CLIENT_PACKAGE = /^(react-dom\/client|@stripe\/(stripe-js|react-stripe-js)|client-only|react-router-dom|@vitejs\/|next\/navigation$)/;
/** Hooks of React that only run in components of the browser: https://react.dev/reference/rsc/use-client */
const HOOK = /^use(State|Effect|LayoutEffect|Reducer|Ref|SyncExternalStore|Optimistic|ActionState)$/;
const COMPONENT = /\.(vue|svelte)$|(^|\/)(components|hooks|contexts?)\/.*\.[jt]sx$/;

/** The directives at the head of a file or function, such as `use client`. */
export function directivesOf(body: unknown): string[] {
  return listOf(body).flatMap((each) => (typeof each['directive'] === 'string' ? [each['directive']] : []));
}

/** Where a file runs, by its directives, its place, what it imports and what it does. */
export function sideOf({ program, path, nodes }: { program: unknown; path: string; nodes: readonly Node[] }, answers: boolean): Side {
  const body = asNode(program)?.['body'];
  const directives = directivesOf(body);
  if (directives.includes('use client')) return 'client';
  if (directives.includes('use server')) return 'server';
  const imports = listOf(body).flatMap((node) => {
    const types = node['importKind'] === 'type';
    return node.type === 'ImportDeclaration' && !types ? [textOf(asNode(node['source'])?.['value'])] : [];
  });
  if (answers || SERVER_PATH.some((place) => place.test(path))) return 'server';
  if (imports.some((from) => SERVER_PACKAGE.test(from))) return 'server';
  if (/\.[jt]sx$/.test(path) && listOf(body).some(drawsOnServer)) return 'server';
  if (imports.some((from) => CLIENT_PACKAGE.test(from)) || listOf(body).some(bringsHook) || COMPONENT.test(path)) return 'client';
  // `window` and `import.meta.env.VITE_` are there in a browser alone; a page of Next.js without a directive is drawn on the server.
  const touches = nodes.some((node) => node.type === 'MemberExpression' && isBrowsers(asNode(node['object'])));
  return touches ? 'client' : 'shared';
}

/** `export async function Page()`: a component of the browser cannot wait. */
function drawsOnServer({ type, declaration }: Node): boolean {
  const made = asNode(declaration);
  return /^Export(Default|Named)Declaration$/.test(type) && made?.['async'] === true && /^[A-Z]/.test(textOf(asNode(made['id'])?.['name']));
}

/** `import { useState } from 'react'` */
function bringsHook({ type, source, specifiers }: Node): boolean {
  const names = listOf(specifiers).map((each) => textOf(asNode(each['imported'])?.['name']));
  return type === 'ImportDeclaration' && asNode(source)?.['value'] === 'react' && names.some((name) => HOOK.test(name));
}

function isBrowsers(object: Node | null): boolean {
  return object?.type === 'Identifier' && /^(window|document|localStorage|sessionStorage)$/.test(textOf(object['name']));
}
