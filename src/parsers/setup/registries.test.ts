import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { npmAnswer, pypiAnswer } from './package-answer.ts';
import { isOfPublicScope, isPopular } from './package-names.ts';
import { PYTHON_MANIFEST, pythonLocked, pythonNames } from './python-names.ts';
import { isFromElsewhere, namesOtherIndex, NPM_SETTINGS, npmRegistries } from './registries.ts';

const own = (path: string, text: string): string[] => {
  const { isDefault, scopes } = npmRegistries([[path, text]]);
  return [...(isDefault ? ['*'] : []), ...scopes];
};

describe('names that are for a registry of one’s own (SEC-1)', () => {
  test.each([
    ['.npmrc', 'registry=https://registry.npmjs.org/\n', []],
    ['.npmrc', '@acme:registry=https://npm.acme.test/\n//npm.acme.test/:_authToken=${TOKEN}\n', ['@acme']],
    ['.npmrc', 'save-exact=true\nregistry = "http://10.0.0.7:4873/"\n', ['*']],
    ['web/.npmrc', '; registry=https://npm.acme.test/\n', []],
    ['.yarnrc', 'registry "https://npm.acme.test"\n', ['*']],
    ['.yarnrc', '"@acme:registry" "https://npm.acme.test"\n', ['@acme']],
    ['.yarnrc', 'registry "https://registry.yarnpkg.com"\n', []],
    ['.yarnrc.yml', 'npmScopes:\n  acme:\n    npmRegistryServer: https://npm.acme.test\n', ['@acme']],
    ['.yarnrc.yml', 'npmRegistryServer: https://npm.acme.test\n', ['*']],
    ['bunfig.toml', '[install]\nregistry = "https://npm.acme.test"\n', ['*']],
    ['bunfig.toml', '[install.registry]\nurl = "https://npm.acme.test"\ntoken = "$TOKEN"\n', ['*']],
    ['bunfig.toml', '[install.scopes]\nacme = "https://npm.acme.test"\n', ['@acme']],
    ['bunfig.toml', '[install.scopes]\nacme = { token = "$TOKEN", url = "https://npm.acme.test" }\n', ['@acme']],
    [
      'pnpm-workspace.yaml',
      'packages: [a]\nregistries:\n  default: https://npm.acme.test\n  "@acme": https://npm.acme.test\n',
      ['*', '@acme'],
    ],
  ])('%s: %j', (path, text, expected) => expect(own(path, text)).toEqual(expected));

  test.each([
    ['requirements.txt', 'flask\n--extra-index-url https://pypi.acme.test/simple\n', true],
    ['requirements.txt', '-i https://pypi.org/simple\nflask\n', false],
    ['requirements.txt', '--index-url=https://pypi.acme.test/simple\n', true],
    ['pip.conf', '[global]\nextra-index-url = https://pypi.acme.test/simple\n', true],
    ['pyproject.toml', '[[tool.poetry.source]]\nname = "acme"\nurl = "https://pypi.acme.test/simple"\n', true],
    ['pyproject.toml', '[[tool.uv.index]]\nurl = "https://pypi.acme.test/simple"\n', true],
    ['pyproject.toml', '[project.urls]\nHomepage = "https://acme.test"\n', false],
    ['Pipfile', '[[source]]\nurl = "https://pypi.org/simple"\n', false],
  ])('%s: %j', (_path, text, expected) => expect(namesOtherIndex(text)).toBe(expected));

  test('a lockfile tells where its packages came from', () => {
    expect(isFromElsewhere('"resolved": "https://npm.acme.test/a/-/a-1.0.0.tgz",')).toBe(true);
    expect(isFromElsewhere('  resolved "https://npm.acme.test/a/-/a-1.0.0.tgz#00"')).toBe(true);
    expect(isFromElsewhere('    resolution: {integrity: sha512-00, tarball: https://npm.acme.test/a.tgz}')).toBe(true);
    expect(isFromElsewhere('"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",')).toBe(false);
    expect(isFromElsewhere('  resolved "https://codeload.github.com/a/b/tar.gz/00"')).toBe(false);
  });

  test('a scope that is not known to be public is told to nobody', () => {
    expect(['left-pad', '@supabase/auth-helper', '@acme/billing'].map(isOfPublicScope)).toEqual([true, true, false]);
    expect([isPopular('express', 'js'), isPopular('fastapi', 'python'), isPopular('express', 'python')]).toEqual([true, true, false]);
  });
});

describe('packages that Python asks for', () => {
  const names = (path: string, text: string): string[] => pythonNames(path, text).map(({ name, line }) => `${name} ${line}`);
  test.each([
    ['requirements.txt', '# web\nFlask==3.0\n\nPy_Mailer[tls] >= 1 ; python_version > "3.9"\n', ['flask 2', 'py-mailer 4']],
    ['requirements.txt', '-e .\n-r base.txt\n./wheels/a.whl\nacme @ https://acme.test/a.whl\ngit+https://github.com/a/b\n', []],
    ['requirements.txt', 'a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\nb==2\n', ['b 4']],
    ['pyproject.toml', '[project]\nname = "own"\ndependencies = [\n  "httpx>=0.27",\n  "mail-kit",\n]\n', ['httpx 4', 'mail-kit 5']],
    ['pyproject.toml', '[dependency-groups]\ndev = ["pytest", { include-group = "lint" }]\n', ['pytest 2']],
    [
      'pyproject.toml',
      '[tool.poetry.dependencies]\npython = "^3.12"\nrich = "^13"\nown = { path = "../own" }\nhub = { version = "1", source = "acme" }\n',
      ['rich 3'],
    ],
    ['pyproject.toml', '[project]\ndependencies = ["own-kit", "rich"]\n[tool.uv.sources]\nown_kit = { workspace = true }\n', ['rich 2']],
  ])('%s: %j', (path, text, expected) => {
    expect(PYTHON_MANIFEST.test(path)).toBe(true);
    expect(names(path, text)).toEqual(expected);
  });

  test('lockfiles hold names', () => {
    expect(pythonLocked('uv.lock', '[[package]]\nname = "Mail_Kit"\ndependencies = [\n    { name = "rich" },\n]\n')).toEqual(['mail-kit']);
    expect(pythonLocked('Pipfile.lock', '{ "default": { "rich": {} }, "develop": { "ruff": {} } }')).toEqual(['rich', 'ruff']);
    expect(pythonLocked('Pipfile.lock', '<<<<<<<')).toBeNull();
  });
});

describe('what registries answer', () => {
  const version = (...all: string[]): object => Object.fromEntries(all.map((each) => [each, {}]));
  test.each([
    [{ name: 'a', versions: version('1.0.0', '1.0.1'), modified: '2026-11-20T00:00:00Z' }, 'there', 2, null],
    [
      { name: 'a', versions: version('1.0.0'), time: { created: '2026-11-19T10:00:00Z', modified: 'soon' } },
      'there',
      1,
      '2026-11-19T10:00:00.000Z',
    ],
    [{ name: 'a', versions: version('0.0.1-security') }, 'held', 1, null],
    [{ name: 'a', versions: {} }, 'absent', 0, null],
    [{ name: 'a', time: { unpublished: { time: '2026-01-01T00:00:00Z' } } }, 'absent', 0, null],
  ])('npm: %j', (said, is, versions, published) => expect(npmAnswer(JSON.stringify(said))).toMatchObject({ is, versions, published }));

  test.each([
    [{ name: 'a', versions: ['1.0'], files: [{ 'upload-time': '2026-11-19T10:00:00.5Z' }] }, 'there', 1, '2026-11-19T10:00:00.500Z'],
    [{ name: 'a', versions: [], files: [], 'project-status': { status: 'quarantined' } }, 'held', 0, null],
    [{ name: 'a', versions: [], files: [] }, 'absent', 0, null],
  ])('PyPI: %j', (said, is, versions, published) => expect(pypiAnswer(JSON.stringify(said))).toMatchObject({ is, versions, published }));

  test.each(['<html>', '{}', '[]', '{"name":"a"}', '{"error":"Not found"}'])('%s is no answer', (text) => {
    expect([npmAnswer(text), pypiAnswer(text)]).toEqual([null, null]);
  });
});

test('never throws, whatever the files and the answers hold', () => {
  const piece = constantFrom(
    'registry=',
    '@a:registry',
    '[install]\n',
    'name = "',
    '[[package]]\n',
    '{"name":"a","files":[',
    '\\\n',
    '--hash=',
    '"versions":{',
    '\n',
  );
  const path = constantFrom(...NPM_SETTINGS, 'requirements.txt', 'pyproject.toml', 'Pipfile.lock', 'uv.lock');
  assert(
    property(path, array(oneof(piece, string()), { maxLength: 40 }), (name, parts) => {
      const text = parts.join('');
      npmRegistries([[name, text]]);
      isFromElsewhere(text);
      namesOtherIndex(text);
      pythonNames(name, text);
      pythonLocked(name, text);
      npmAnswer(text);
      pypiAnswer(text);
    }),
    { numRuns: 300 },
  );
});
