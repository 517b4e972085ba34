// The matrix of planted faults as a table: each alone in the clean twin of its domain, and what an audit makes of it.
import { broken } from '../src/lab/matrix/fault.ts';
import { matrix } from '../src/lab/matrix/index.ts';
import { cleanTwin, DOMAINS } from '../src/lab/matrix/world.ts';
import { failuresOf, nameOf } from '../test/lab-audit.ts';

console.log('| domain | planted | finding | found | more |\n|---|---|---|---|---|');
let missed = 0;
let loud = 0;
for (const domain of DOMAINS) {
  const clean = await failuresOf(cleanTwin(domain));
  const grave = clean.filter(({ severity }) => severity !== 'low').length;
  loud += grave;
  console.log(`| ${domain} | nothing | nothing at medium or above | ${grave === 0 ? 'yes' : `no, ${grave}`} | |`);
  for (const fault of matrix.filter((each) => each.domain === domain)) {
    const found = new Set((await failuresOf(broken(fault), { text: fault.config, active: fault.active })).map(nameOf));
    for (const each of clean) found.delete(nameOf(each));
    const hit = found.delete(`${fault.check} ${fault.on}`);
    for (const each of fault.also) found.delete(each);
    missed += hit ? 0 : 1;
    loud += found.size;
    console.log(`| ${domain} | ${fault.plant} | ${fault.check} | ${hit ? 'yes' : 'NO'} | ${[...found].join(', ')} |`);
  }
}
console.log(
  `\n${matrix.length} faults on ${DOMAINS.length} domains: ${matrix.length - missed} found, ${missed} missed, ${loud} findings that nobody planted.`,
);
process.exitCode = missed + loud === 0 ? 0 : 1;
