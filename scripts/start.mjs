// `npm start`: the product on a broken app in a pretend internet, with nothing to set up first.
import { installPackages, node, run } from './setup.mjs';

installPackages();
process.exit(run(node, ['scripts/start.ts']));
