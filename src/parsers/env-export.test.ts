import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportedValues } from './env-export.ts';

const shown = (text: string): string[] | null =>
  exportedValues(text)?.map(({ name, value, line }) => `${name}=${value ?? '?'}@${line}`) ?? null;

test.each([
  // netlify env:list --json, railway variables --json, heroku config --json
  ['{\n  "A": "x",\n  "B": 1,\n  "C": "****",\n  "no name": ""\n}', ['A=x@2', 'B=1@3', 'C=?@4']],
  // fly secrets list --json
  ['[{"Name":"A","Digest":"0123","CreatedAt":"2026-01-01T00:00:00Z"}]', ['A=?@1']],
  // wrangler secret list
  ['[\n  { "name": "A", "type": "secret_text" }\n]', ['A=?@2']],
  // supabase secrets list -o json: the value is a digest
  ['[{"name":"A","value":"9f86d0","updated_at":"2026-01-01"}]', ['A=?@1']],
  // gh variable list --json name,value
  ['[{"name":"A","value":"x"}]', ['A=x@1']],
  // fly secrets list
  ['NAME\tDIGEST\tCREATED AT\nA\t0123\t1h ago\nB_1\t4567\t2h ago\n', ['A=?@2', 'B_1=?@3']],
  // vercel env ls
  [
    '> Environment Variables found\n\n name       value        environments     created\n A          Encrypted    Production       1d ago\n',
    ['A=?@4'],
  ],
  // supabase secrets list
  ['   NAME | DIGEST\n  ------|--------\n   A    | 0123\n', ['A=?@3']],
  // render.yaml
  [
    'services:\n  - type: web\n    envVars:\n      - key: A\n        value: x\n      - key: B\n        sync: false\n      - key: C\n        generateValue: true\n      - fromGroup: shared\nenvVarGroups:\n  - name: shared\n    envVars:\n      - key: D\n        value: 1\n',
    ['A=x@4', 'B=?@6', 'C=?@8', 'D=1@14'],
  ],
])('%j', (text, expected) => {
  expect(shown(text)).toEqual(expected);
});

test.each(['A=1\nNAME=value\n', 'services: []\n', 'NAME=x\nVALUE=y', '{ broken', '', '"text"'])('%j is no such list', (text) => {
  expect(shown(text)).toBeNull();
});

test('never throws on any text', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => void exportedValues(text)));
});
