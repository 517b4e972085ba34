import { lockOf } from '../src/lab/scenarios/healthy-release.ts';
import { seeded } from './io.ts';

const NOUNS = ['order', 'invoice', 'lesson', 'team', 'photo', 'ticket', 'coupon', 'review', 'address', 'session'] as const;
const PACKAGES = { next: '16.2.6', react: '19.2.6', 'react-dom': '19.2.6', '@prisma/client': '6.19.0', zod: '4.1.12' };

/** A product of so many files, the same for the same seed: routes, pages, parts and libraries, one in five of those that can with a fault. */
export function generatedApp(count: number, seed = 7): Record<string, string> {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!; // !: random is below one
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify({ name: 'generated', private: true, scripts: { build: 'next build' }, dependencies: PACKAGES }, null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lockOf(PACKAGES))}\n`,
    'next.config.ts': 'export default { typescript: { ignoreBuildErrors: true } };\n',
    '.github/workflows/ci.yml':
      'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm test\n',
    '.gitignore': 'node_modules\n.env\n',
    '.env.example': 'DATABASE_URL=\n',
    'lib/prisma.ts': "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n",
  };
  for (let at = Object.keys(files).length; at < count; at += 1) {
    const noun = pick(NOUNS);
    const part = KINDS[at % KINDS.length]!; // !: within the list
    files[part.path(noun, at)] = part.text(noun, random() < 0.2, lines(noun, 20 + Math.floor(random() * 40)));
  }
  return files;
}

/** Code that does nothing in particular, so that files are as long as those of a product. */
function lines(noun: string, many: number): string {
  return Array.from(
    { length: many },
    (_, at) => `export const ${noun}Label${at} = (value: number) => (value > ${at} ? \`\${value} ${noun}s\` : '${noun}');`,
  ).join('\n');
}

interface Kind {
  path(noun: string, at: number): string;
  text(noun: string, faulty: boolean, body: string): string;
}

const KINDS: readonly Kind[] = [
  {
    path: (noun, at) => `app/api/${noun}s/v${at}/route.ts`,
    text: (noun, faulty) =>
      `import { prisma } from '@/lib/prisma';\nimport { requireUser } from '@/lib/session';\n\nexport async function GET(request: Request) {\n  const user = await requireUser(request);\n  const list = await prisma.${noun}.findMany(${faulty ? '' : '{ where: { userId: user.id }, take: 50, select: { id: true } }'});\n  return Response.json({ list }, { headers: { 'Cache-Control': 'private, no-store' } });\n}\n`,
  },
  {
    path: (noun, at) => `components/${noun}-card-${at}.tsx`,
    text: (noun, _faulty, body) =>
      `'use client';\nimport { useState } from 'react';\n\n${body}\n\nexport function Card() {\n  const [open, setOpen] = useState(false);\n  return <button onClick={() => setOpen(!open)}>{open ? 'Close' : 'Open'} ${noun}</button>;\n}\n`,
  },
  {
    path: (noun, at) => `lib/${noun}-${at}.ts`,
    text: (noun, faulty, body) =>
      `import 'server-only';\nimport { prisma } from '@/lib/prisma';\n\n${body}\n\nexport async function total(ids: string[]) {\n  ${faulty ? `const list = [];\n  for (const id of ids) list.push(await prisma.${noun}.findUnique({ where: { id } }));\n  return list;` : `return prisma.${noun}.count({ where: { id: { in: ids } } });`}\n}\n`,
  },
  {
    path: (noun, at) => `app/${noun}s/v${at}/page.tsx`,
    text: (noun, _faulty, body) =>
      `import { prisma } from '@/lib/prisma';\n\n${body.replaceAll('export const', 'const')}\n\nexport default async function Page() {\n  const list = await prisma.${noun}.findMany({ take: 20, select: { id: true } });\n  return <ul>{list.map((each) => <li key={each.id}>{each.id}</li>)}</ul>;\n}\n`,
  },
];
