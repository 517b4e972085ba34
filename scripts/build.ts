import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/** What is started or imported by its own name; everything else goes into shared chunks beside it, loaded when needed. */
const ENTRIES = [
  'src/index.ts',
  'src/cli/main.ts',
  'src/cli/pino.ts',
  'src/cli/request-id.ts',
  'src/lab/namespace-main.ts',
  'src/probes/repo/code-reader-main.ts',
];

/** Brought in, without its ninety files and sixty languages: every command loads it. */
const BUNDLED = 'zod';

// From an empty folder, or checks that were deleted would still ship.
rmSync('dist', { recursive: true, force: true });
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
const installed = Object.keys(dependencies).filter((name) => name !== BUNDLED);
const bundle = await rolldown({
  input: Object.fromEntries(ENTRIES.map((path) => [basename(path, '.ts'), path])),
  platform: 'node',
  transform: { target: 'node22.19' },
  external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({ dir: 'dist', chunkFileNames: '[name]-[hash].js' });
cpSync(`node_modules/${BUNDLED}/LICENSE`, `dist/${BUNDLED}-LICENSE`);

if (!process.argv.includes('--no-types')) {
  const { status } = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
