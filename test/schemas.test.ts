import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../src/app/audit.ts';
import { realIo } from '../src/cli/io.ts';
import type { Report } from '../src/core/finding.ts';
import { startLab } from '../src/lab/index.ts';
import { scenarios } from '../src/lab/scenarios/index.ts';
import { renderJson } from '../src/reports/json.ts';
import { renderSarif } from '../src/reports/sarif.ts';

// The package is the test helper of the SARIF working group's own tools; only the schema it carries is used.
const sarifSchema = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
) as object;
const reportSchema = JSON.parse(readFileSync('schema/report.json', 'utf8')) as object;
let reports: Report[];

beforeAll(async () => {
  reports = await Promise.all(
    scenarios.map(async (scenario) => {
      await using lab = await startLab(scenario);
      const io = {
        ...realIo({ allowPrivate: false }, new AbortController().signal),
        resolver: lab.resolver,
        roots: lab.roots,
        ca: lab.ca,
        route: lab.route,
      };
      return (await audit.run({ target: lab.domain }, io, () => {})).report;
    }),
  );
});

function problems(errors: ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

describe('the report of every scenario', () => {
  test('is valid SARIF 2.1.0 by the official schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats.default(ajv);
    // The schema says draft-04 but uses nothing that later drafts changed, apart from these two names.
    const validate = ajv.compile(Object.fromEntries(Object.entries(sarifSchema).filter(([name]) => name !== '$schema' && name !== 'id')));
    for (const report of reports) {
      validate(JSON.parse(renderSarif(report)));
      expect(problems(validate.errors)).toEqual([]);
    }
  });

  test('fits the published schema/report.json', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(reportSchema);
    for (const report of reports) {
      validate(JSON.parse(renderJson(report)));
      expect(problems(validate.errors)).toEqual([]);
    }
  });
});
