import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AREAS } from '../src/core/vocabulary.ts';

const [what, id = ''] = process.argv.slice(2);
const [area = '', noun = ''] = id.split('/');
const path = `src/checks/${id}.ts`;
if (what !== 'check' || !AREAS.some((each) => each === area) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(noun)) {
  console.error(`Usage: npm run new check <area>/<noun>\nAreas: ${AREAS.join(', ')}\nExample: npm run new check email/dmarc-policy`);
  process.exit(2);
}
if (existsSync(path)) {
  console.error(`${path} exists already.`);
  process.exit(2);
}
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, stamp());
console.log(`${path} is there. Fill it in, run \`npm run generate\`, and plant a fault for it in a lab scenario.`);

/** A check that type-checks and whose example fails until it is filled in. */
function stamp(): string {
  return `import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpEntry } from '../../probes/http/entry.ts';

export default defineCheck({
  id: '${id}',
  requirements: ['AUD-1'],
  title: 'What holds when all is well',
  failing: 'What breaks for customers',
  severity: 'medium',
  hurts: ['trust'],
  why: '',
  learn: ['https://developer.mozilla.org/'],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  since: '0.1.0',
  examples: [],
  judge({ entry }) {
    return entry.https.ends === 'answered' ? { is: 'pass' } : { is: 'skip', because: 'nobody answers' };
  },
});
`;
}
