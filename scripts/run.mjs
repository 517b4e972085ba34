// Runs a TypeScript file of this checkout with the bundled Node, whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { status } = spawnSync(resolve(root, 'node_modules/node/bin/node'), process.argv.slice(2), { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
