import { FINDABLE } from '../src/redact/kinds.ts';
import { seeded } from './io.ts';
import { fill, SHAPE_ROWS } from './secret-shapes.ts';

/** A text that holds one secret, or one that only looks like it (`secret` is null then). */
export interface Case {
  id: string;
  group: string;
  text: string;
  secret: string | null;
}

/** A name and its value as a person or a program writes them. */
type Write = (name: string, value: string) => string;

const json = JSON.stringify;
const camel = (name: string): string => name.toLowerCase().replace(/[_.-](\w)/g, (_, letter: string) => letter.toUpperCase());

/** Where the value is quoted: any value can stand there. */
const QUOTED = {
  '.env, quoted': (name, value) => `APP_NAME=shop\n${name}="${value}"\nPORT=3000\n`,
  TypeScript: (name, value) => `export const ${camel(name)} = '${value}';\n`,
  'minified bundle': (name, value) => `var n=e(4),t={${camel(name)}:"${value}",mode:"production"};r(t)`,
  'fallback of a variable': (name, value) => `const key = process.env.${name} || '${value}';\n`,
  'nullish fallback': (name, value) => `const key = import.meta.env.${name} ?? "${value}";\n`,
  Python: (name, value) => `import os\n${name.toLowerCase()} = os.environ.get("${name}", "${value}")\n`,
  'Python, item': (name, value) => `os.environ["${name}"] = "${value}"\n`,
  PHP: (name, value) => `return ['${name.toLowerCase()}' => '${value}'];\n`,
  Ruby: (name, value) => `ENV['${name}'] = '${value}'\n`,
  Go: (name, value) => `os.Setenv("${name}", "${value}")\n`,
  JSON: (name, value) => `${json({ env: { NODE_ENV: 'production', [name]: value } }, null, 2)}\n`,
  'JSON in JSON': (name, value) => json({ body: json({ [name]: value }) }),
  'source map': (name, value) => json({ version: 3, sources: ['a.ts'], sourcesContent: [`const a = { ${name}: "${value}" };\n`] }),
  'page with data': (name, value) => `<script>self.__next_f.push([1,${json(json({ [camel(name)]: value }))}])</script>`,
  notebook: (name, value) => json({ cells: [{ cell_type: 'code', source: [`${name} = "${value}"\n`, 'run()\n'] }] }),
  'chat export': (name, value) => json({ messages: [{ role: 'user', content: `it fails\n\`\`\`\n${name}="${value}"\n\`\`\`` }] }),
  YAML: (name, value) => `env:\n  ${name}: "${value}"\n`,
  Kubernetes: (name, value) => `        - name: ${name}\n          value: "${value}"\n`,
  TOML: (name, value) => `[vars]\n${name} = "${value}"\n`,
  Terraform: (name, value) => `variable "x" {}\n${name.toLowerCase()} = "${value}"\n`,
  'XML attribute': (name, value) => `<add key="${name}" value="${value}" />\n`,
  SQL: (name, value) => `INSERT INTO settings (name, value) VALUES ('${name}', '${value}');\n`,
  PowerShell: (name, value) => `$env:${name} = "${value}"\r\n`,
} as const satisfies Record<string, Write>;

/** Where it stands bare: for values without blanks, quotes and signs of a shell. */
const BARE = {
  '.env': (name, value) => `# production\n${name}=${value}\nPORT=3000\n`,
  'shell, exported': (name, value) => `export ${name}=${value}\n`,
  'Docker option': (name, value) => `docker run -e ${name}=${value} -p 80:80 shop\n`,
  Dockerfile: (name, value) => `FROM node:24\nENV ${name}=${value}\n`,
  'YAML, bare': (name, value) => `services:\n  web:\n    environment:\n      ${name}: ${value}\n`,
  'XML element': (name, value) => `<settings><${name}>${value}</${name}></settings>\n`,
  'property list': (name, value) => `<dict>\n\t<key>${name}</key>\n\t<string>${value}</string>\n</dict>\n`,
  CSV: (name, value) => `name,value\n${name},${value}\n`,
  'table of a README': (name, value) => `| variable | value |\n| --- | --- |\n| \`${name}\` | \`${value}\` |\n`,
  'coloured log': (name, value) => `\u001b[36m2026-11-22T10:00:00Z\u001b[0m \u001b[32m${name}\u001b[0m=\u001b[33m${value}\u001b[0m\n`,
  'log line': (name, value) => `2026-11-22 10:00:00 INFO loaded ${name}: ${value}\n`,
  properties: (name, value) => `${name.toLowerCase().replaceAll('_', '.')}=${value}\n`,
} as const satisfies Record<string, Write>;

/** Where it stands without any name: for what has a shape of its own. */
const NAMELESS = {
  'positional call': (_, value) => `const c=new Client("${value}",{timeout:1e3});`,
  'minified call': (_, value) => `var s=n(7)("${value}");export{s as c}`,
  comment: (_, value) => `// the old one was ${value}\nrun();\n`,
  'Bearer header': (_, value) => `curl https://api.acme.com/v1 -H "Authorization: Bearer ${value}"\n`,
  'JSON log': (_, value) => `${json({ level: 30, req: { headers: { authorization: `Bearer ${value}` } } })}\n`,
  'list of YAML': (_, value) => `keys:\n  - ${value}\n`,
  'element of XML': (_, value) => `<string name="key">${value}</string>\n`,
  'last thing in a file': (_, value) => `see ${value}`,
} as const satisfies Record<string, Write>;

/** What looks like a secret: references, placeholders, and what stands beside a provider's name in every repository. */
const ALIKE = {
  'read from the environment': ({ name, write }) => write(name, `process.env.${name}`),
  'read by a shell': ({ name, write }) => write(name, `\${${name}}`),
  'name of itself': ({ name, write }) => write(name, name),
  'words to replace': ({ name, write }) => write(name, `your-${name.toLowerCase().replaceAll('_', '-')}-here-2024`),
  'a row of one sign': ({ name, shape, write }) =>
    write(
      name,
      shape
        .replace(/\{[a-zA-Z](\d+)\}/g, (_, count: string) => 'x'.repeat(Number(count)))
        .replace('{u}', 'x'.repeat(36))
        .replace('{J}', 'eyJ...'),
    ),
  'too short': ({ name, shape, write, random }) =>
    write(
      name,
      shape
        .replace(/\{(\w)\d+\}/g, '{$13}')
        .replace('{u}', '{h8}-{h4}')
        .replace('{J}', 'eyJ{a3}')
        .replace(/\{\w3\}/g, (each) => fill(each, random)),
    ),
  lockfile: ({ name, random }) =>
    `"node_modules/${owner(name)}": {\n  "version": "4.1.0",\n  "resolved": "https://registry.npmjs.org/${owner(name)}/-/${owner(name)}-4.1.0.tgz",\n  "integrity": "sha512-${fill('{b86}', random)}==",\n`,
  'an id beside the name': ({ name, random }) =>
    `${owner(name)}_account_id = "${fill('{h32}', random)}"\n${owner(name)}_project = "${fill('{u}', random)}"\n`,
  'a commit beside the name': ({ name, random }) =>
    `# ${owner(name)} at commit ${fill('{h40}', random)}\nuses: ${owner(name)}/action@${fill('{h40}', random)}\n`,
  'a public half': ({ name, random }) => `${owner(name)}_public_key="${fill('{h32}', random)}"\n`,
  'a call that reads it': ({ name }) => `const ${camel(name)} = get${name.replaceAll('_', '')}FromVault2026Store1();\n`,
} as const satisfies Record<string, (of: { name: string; shape: string; write: Write; random: () => number }) => string>;

function owner(name: string): string {
  return name.split('_', 1)[0]!.toLowerCase();
}

const isPlain = (value: string): boolean => /^[\w.+/=:@~?-]+$/.test(value);
const TOKENS: ReadonlySet<string> = new Set(FINDABLE.flatMap(({ id, find }) => (find === 'token' ? [id] : [])));

/** Every way in which a value of a kind is written beside its name, and without one where its shape tells it. */
export function contextsOf(id: string, value: string): [group: string, write: Write][] {
  return [...Object.entries(QUOTED), ...(isPlain(value) ? Object.entries(BARE) : []), ...(TOKENS.has(id) ? Object.entries(NAMELESS) : [])];
}

/** Every kind with a shape in `each` contexts drawn by lot, and beside it what looks like it; then the files. The same in every run. */
export function corpus(each: number): Case[] {
  const random = seeded(11);
  const draw = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return SHAPE_ROWS.flatMap(({ id, name, shape }) => {
    const real = Array.from({ length: each }, (): Case => {
      const value = fill(shape, random);
      const [group, write] = draw(contextsOf(id, value));
      return { id, group, text: write(name, value), secret: value };
    });
    const alike = Object.entries(ALIKE).map(([group, make]): Case => {
      const write = draw(Object.values(QUOTED));
      return { id, group, text: make({ name, shape, write, random }), secret: null };
    });
    return [...real, ...alike];
  });
}
