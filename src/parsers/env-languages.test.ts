import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTokenUsage, tokenLanguageOf } from './env-languages.ts';

const reads = (text: string, file: string): string[] => [
  ...new Set(readTokenUsage(text, tokenLanguageOf(file)!).reads.map(({ name, optional }) => (optional ? `${name}?` : name))),
];

/** Language, code, and what it reads; `?` for what it goes on without. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['a.py', "import os\nos.environ['A']; os.environ.get('B'); os.getenv(\"C\", 'x')", ['A', 'B', 'C?']],
  ['a.py', "from os import environ, getenv\nenviron['A']\ngetenv('B') or 'x'", ['A', 'B?']],
  ['a.py', "# os.environ['A']\ns = \"os.environ['B']\"\n'''\nos.getenv('C')\n'''\n", []],
  ['a.py', "x = f\"{os.environ['A']}/{{os.environ['B']}}\"", ['A']],
  ['a.py', "os.environ['A'] = 'x'\nos.environ.setdefault('B', 'x')", ['B?']],
  ['a.py', "if os.environ.get('A'):\n  go()", ['A?']],
  ['a.py', "dsn = os.getenv('A')\nif dsn:\n  init(dsn)", ['A?']],
  ['a.py', "key = os.getenv('A')\nif not key:\n  raise ValueError('A')", ['A']],
  ['a.py', "DEBUG = os.environ.get('A') == '1'", ['A?']],
  ['a.py', "NAME = 'A'\nos.environ[NAME]", ['A']],
  [
    'a.py',
    "def envint(s, default):\n  v = os.getenv(s, default)\n  return int(v)\nPORT = envint('A', '1')\nenvint('B', None)",
    ['A?', 'B?'],
  ],
  ['a.py', "def need(name):\n  v = os.environ.get(name)\n  if not v:\n    raise KeyError(name)\n  return v\nneed('A')", ['A']],
  ['a.py', "from decouple import config\nconfig('A')\nconfig('B', default=1, cast=int)\nconfig('C', cast=int)", ['A', 'B?', 'C']],
  ['a.py', "config('A')", []],
  ['a.py', "environ['A']; request.environ.get('B'); def app(environ): environ['C']", []],
  [
    'a.py',
    "import environ\nenv = environ.Env(DEBUG=(bool, False))\nenv('A')\nenv.bool('B', default=False)\nenv('DEBUG')",
    ['DEBUG?', 'A', 'B?', 'DEBUG'],
  ],
  [
    'a.py',
    'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  model_config = SettingsConfigDict(env_prefix="APP_")\n  db_url: str\n  debug: bool = False\n  key: str = Field(..., alias="KEY_X")\n  opt: str | None = Field(default=None)\n  sub: Sub = SubSettings()\n\n  def f(self):\n    x: int = 1\nclass T(BaseModel):\n  no: str\n',
    ['APP_DB_URL', 'APP_DEBUG?', 'KEY_X', 'APP_OPT?'],
  ],
  ['a.rb', "ENV['A']; ENV.fetch('B'); ENV.fetch('C', 1); ENV.fetch('D') { 1 }; ENV.fetch 'E'", ['A', 'B', 'C?', 'D?', 'E']],
  ['a.rb', "ENV['A'] || 'x'\nENV['B'] ||= 'y'\nENV['C'] = 'z'\nx if ENV['D']", ['A?', 'D?']],
  [
    'a.rb',
    "# ENV['A']\n=begin\nENV['B']\n=end\n'ENV[\"C\"]'\n\"#{ENV['D']}\"\nputs <<~T\n  ENV['E'] #{ENV['F']}\nT\nENV['G']",
    ['D', 'F', 'G'],
  ],
  ['a.rb', "def need(key) = ENV.fetch(key)\nneed('A')", ['A']],
  ['a.go', 'package a\nfunc f() { os.Getenv("A"); v, ok := os.LookupEnv("B"); if !ok { log.Fatal("B") } }', ['A', 'B']],
  ['a.go', '// os.Getenv("A")\n/* os.Getenv("B") */\nvar s = `os.Getenv("C")`\nvar t = "os.Getenv(\\"D\\")"', []],
  ['a.go', 'if v := os.Getenv("A"); v != "" { use(v) }', ['A?']],
  ['a.go', 'v := os.Getenv("A")\nif v == "" { panic("A") }', ['A']],
  ['a.go', 'if os.Getenv("A") == "on" { go() }', ['A?']],
  ['a.go', 'const key = "A"\nfunc f() { os.Getenv(key) }', ['A']],
  [
    'a.go',
    'func getEnv(key, fallback string) string {\n if v, ok := os.LookupEnv(key); ok { return v }\n return fallback\n}\nfunc g() { getEnv("A", "1") }',
    ['A?'],
  ],
  ['a.go', 'func must(key string) string { v := os.Getenv(key); if v == "" { panic(key) }; return v }\nvar a = must("A")', ['A']],
  [
    'a.go',
    'type C struct {\n A string `env:"A,required"`\n B int `env:"B" envDefault:"1"`\n C string `json:"env:\\"X\\""`\n D string `envconfig:"D" required:"true"`\n}',
    ['A', 'B?', 'D'],
  ],
  ['a.go', 'envconfig.Process("app", &c)\ntype C struct { A string `envconfig:"a" required:"true"` }', ['APP_A']],
  ['a.go', 'viper.BindEnv("db.url", "A"); f := cli.StringFlag{EnvVars: []string{"B", "C"}}', ['A?', 'B?', 'C?']],
  [
    'a.php',
    "<?php\ngetenv('A'); $_ENV['B']; env('C'); env('D', 'x'); getenv('E') ?: 'x'; $_ENV['F'] ?? 1;",
    ['A', 'B', 'C', 'D?', 'E?', 'F?'],
  ],
  [
    'a.php',
    "<p>getenv('A')</p><?php // getenv('B')\n# env('C')\n/* env('D') */ $s = \"getenv('E')\"; $_ENV['F'] = 1; function env($k) {}",
    [],
  ],
  ['a.php', '<?php $s = "{$_ENV[\'A\']}"; $this->env(\'B\'); \\Env::get("C");', ['A', 'C']],
  [
    'a.rs',
    'fn main() { std::env::var("A").unwrap(); env::var("B").unwrap_or_default(); env!("C"); option_env!("D"); }',
    ['A', 'B?', 'C', 'D?'],
  ],
  [
    'a.rs',
    '// env::var("A")\n/* env::var("B") */ let s = r#"env::var("C")"#; let c = \'"\'; fn f<\'a>(x: &\'a str) { dotenvy::var("D").expect("x"); }',
    ['D'],
  ],
  ['a.rs', 'if let Ok(v) = env::var("A") { go(v) } let x = env::var("B").unwrap_or_else(|_| panic!("B"));', ['A?', 'B']],
  ['a.rs', 'const KEY: &str = "A"; env::var(KEY)?;', ['A']],
  [
    'a.rs',
    'struct S {\n #[arg(long, env = "A")]\n a: String,\n #[clap(env = "B", default_value = "1")]\n b: u8,\n #[arg(env = "C")]\n c: Option<String>,\n}',
    ['A', 'B?', 'C?'],
  ],
];

describe('variables that other languages read', () => {
  test.each(CASES)('%s %j', (file, text, expected) => {
    expect(reads(text, file)).toEqual(expected);
  });

  test('line ends, indentation and empty lines change nothing', () => {
    for (const [file, text, expected] of CASES) {
      expect(reads(text.replaceAll('\n', '\r\n'), file)).toEqual(expected);
      expect(reads(text.replaceAll('\n', '\n\n\n'), file)).toEqual(expected);
    }
  });

  test('lines are those of the file', () => {
    expect(readTokenUsage("'''\n\n'''\nx = f'''\n{os.environ['A']}'''\nos.getenv('B')", 'python').reads).toMatchObject([
      { name: 'A', line: 5 },
      { name: 'B', line: 6 },
    ]);
  });

  test('a name that is made up while running is told, and what it starts with', () => {
    expect(readTokenUsage("os.getenv(key)\nos.getenv('P_' + x)", 'python').dynamic).toEqual([
      { line: 1, starts: '' },
      { line: 2, starts: 'P_' },
    ]);
  });

  test('helpers, and calls that may go to one of another file', () => {
    expect(readTokenUsage('func MustEnv(key string) string { return os.Getenv(key) }', 'go').helpers).toEqual([
      { name: 'MustEnv', argument: 0, optional: false },
    ]);
    expect(readTokenUsage('config.MustEnv("A")', 'go').calls).toEqual([
      { from: null, helper: 'MustEnv', argument: 0, name: 'A', line: 1, optional: false },
    ]);
  });

  test('never throws and never hangs on any text', () => {
    const piece = fc.constantFrom(
      'os.environ',
      '["A"]',
      '.get(',
      "'",
      '"',
      '"""',
      '`',
      '#{',
      '{$',
      '}',
      '<<~A\n',
      '<<<B\n',
      '<?php ',
      'r#"',
      "'a",
      '/*',
      '\\',
      '(',
      ',',
      'ENV[',
      '=begin',
      '\n',
      'def f(x):',
      '#[arg(env=',
      'f"{',
    );
    const language = fc.constantFrom('python', 'ruby', 'go', 'php', 'rust');
    fc.assert(
      fc.property(
        language,
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
        ),
        (name, text) => {
          expect(readTokenUsage(text, name).parsed).toBe(true);
        },
      ),
      { numRuns: 600 },
    );
    const from = performance.now();
    for (const bait of ['"\\', '<<A ', 'r#"', "f'{", '#{"', '(', 'def f(', 'os.environ.get('])
      for (const name of ['python', 'ruby', 'go', 'php', 'rust'] as const) readTokenUsage(`<?php ${bait.repeat(3_000)}`, name);
    expect(performance.now() - from).toBeLessThan(8_000);
  });
});
