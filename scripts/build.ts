import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

// From an empty folder, or checks that were deleted would still ship.
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
