// `npm start`: the product on a broken app in a pretend internet, with nothing to set up first.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { installPackages, node, root, run } from './setup.mjs';

installPackages();
const report = resolve(root, '.launch-ready/report.html');
mkdirSync(resolve(root, '.launch-ready'), { recursive: true });
process.stderr.write('A pretend internet with a broken AI-built product starts on this machine; nothing leaves it.\n\n');
const bundle = resolve(root, '.launch-ready/bundle.json');
const audit = (...flags) => run(node, [resolve(root, 'bin/launch-ready'), 'audit', ...flags]);
const code = audit('--lab', 'ai-built-mess', '--save', bundle);
if (code !== 0 && code !== 1 && code !== 3) process.exit(code);
audit('--from', bundle, '--format', 'html', '-o', report, '--quiet');
// The audit of the broken product ends in a no-go, as it should: this command did what it promised.
