/** A language whose validator is one small file without packages. */
export type PlainLanguage = 'go' | 'ruby' | 'php' | 'rust';

interface Written {
  file: string;
  text: string;
}

/** Where the validator of each language stands below its app, and its text; `head` are its two first lines without signs of a comment. */
export const PLAIN_WRITERS: Readonly<Record<PlainLanguage, (names: readonly string[], mark: string, isRails: boolean) => Written>> = {
  go: (names, mark) => ({
    file: 'envrequired/envrequired.go',
    text: `// ${mark}
// Call it first in main, with the path of your module before it: envrequired.MustHave()

// Package envrequired ends a start whose variables are missing.
package envrequired

import (
	"fmt"
	"os"
	"strings"
)

var required = []string{
${names.map((name) => `\t"${name}",\n`).join('')}}

// MustHave ends the program when a variable is missing, with its name and never a value.
func MustHave() {
	var missing []string
	for _, name := range required {
		if value, found := os.LookupEnv(name); !found || strings.TrimSpace(value) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	fmt.Fprintf(os.Stderr, "The app does not start: %s %s not set in this environment.\\n", strings.Join(missing, ", "), verb)
	os.Exit(1)
}
`,
  }),
  ruby: (names, mark, isRails) => ({
    file: isRails ? 'config/initializers/env_required.rb' : 'env_required.rb',
    text: `# ${mark}
# ${isRails ? 'Rails loads it by itself' : 'Load it first, where the app starts: require_relative "env_required"'}

required = %w[
${names.map((name) => `  ${name}\n`).join('')}]
missing = required.select { |name| ENV.fetch(name, "").strip.empty? }
${isRails ? '# Assets are built without the secrets of production.\nmissing = [] if ENV["SECRET_KEY_BASE_DUMMY"]\n' : ''}unless missing.empty?
  abort "The app does not start: #{missing.join(", ")} #{missing.one? ? "is" : "are"} not set in this environment."
end
`,
  }),
  php: (names, mark) => ({
    file: 'env_required.php',
    text: `<?php

// ${mark}
// Require it where the app starts, behind what loads .env: require __DIR__ . '/env_required.php';

declare(strict_types=1);

(static function (): void {
    $required = [
${names.map((name) => `        '${name}',\n`).join('')}    ];
    $isMissing = static fn (string $name): bool => trim((string) ($_ENV[$name] ?? getenv($name))) === '';
    $missing = array_filter($required, $isMissing);
    if ($missing !== []) {
        $verb = count($missing) === 1 ? 'is' : 'are';
        throw new RuntimeException('The app does not start: ' . implode(', ', $missing) . " $verb not set in this environment.");
    }
})();
`,
  }),
  rust: (names, mark) => ({
    file: 'src/env_required.rs',
    text: `// ${mark}
// In main.rs: \`mod env_required;\`, and first in main: \`env_required::must_have();\`

const REQUIRED: &[&str] = &[
${names.map((name) => `    "${name}",\n`).join('')}];

/// Ends the program when a variable is missing, with its name and never a value.
pub fn must_have() {
    let missing: Vec<&str> = REQUIRED
        .iter()
        .copied()
        .filter(|name| std::env::var(name).map_or(true, |value| value.trim().is_empty()))
        .collect();
    if missing.is_empty() {
        return;
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    eprintln!("The app does not start: {} {verb} not set in this environment.", missing.join(", "));
    std::process::exit(1);
}
`,
  }),
};
