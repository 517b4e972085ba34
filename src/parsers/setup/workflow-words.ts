/** Words that somebody else writes. */
const WORDS =
  /\bgithub\.event\.(?:issue|pull_request|discussion|comment|review|review_comment|head_commit|commits\[[^\]]{0,9}\]|pages\[[^\]]{0,9}\]|workflow_run\.head_commit|workflow_run)\.(?:title|body|message|page_name|head\.ref|head\.label|head\.repo\.default_branch|head_branch|author\.(?:name|email))\b|\bgithub\.head_ref\b|\btoJSON\(\s{0,4}github(?:\.event(?:\.(?:issue|pull_request|comment|review|discussion))?)?\s{0,4}\)/i;
const EXPRESSION = /\$\{\{([^}]{0,400})\}\}/g;
/** What becomes true or false, or one of the workflow’s own words. */
const JUDGED =
  /\b(?:contains|startsWith|endsWith|hashFiles)\([^()]{0,300}\)|[\w.]{1,100}\s{0,4}[!=]=\s{0,4}'[^']{0,100}'|'[^']{0,100}'\s{0,4}[!=]=\s{0,4}[\w.]{1,100}/gi;
/** A secret that leaves through a filter, so that the log no longer holds the masked words. */
const ALTERED =
  /^[^#\n]{0,200}\$\{\{\s{0,4}(?:secrets\.\w{1,100}|toJSON\(\s{0,4}secrets\s{0,4}\))\s{0,4}\}\}[^\n]{0,100}\|\s{0,4}(?:base64(?!\s+(?:-d|--decode|-D))|rev|xxd|od|sed|fold|tr|hexdump)\b[^|>\n]{0,100}$/m;
const ALL_SECRETS = /\b(?:echo|printf)\b[^\n|>]{0,100}\$\{\{\s{0,4}toJSON\(\s{0,4}secrets\s{0,4}\)\s{0,4}\}\}[^\n]{0,40}$/im;
const SECRET = /^\$\{\{\s{0,4}(?:secrets\.\w{1,100}|toJSON\(\s{0,4}secrets\s{0,4}\))\s{0,4}\}\}$/;

/** The first words of a stranger that a script is made of; null where there are none, or they are only compared. */
export function foreignWords(script: string): string | null {
  for (const [, expression = ''] of script.matchAll(EXPRESSION)) {
    const words = WORDS.exec(expression.replaceAll(JUDGED, ' '))?.[0];
    if (words !== undefined) return words;
  }
  return null;
}

/** The line of a command that prints a secret so that GitHub cannot mask it; `env` are the variables of the step. */
export function printedSecret(command: string, env: readonly (readonly [string, string])[]): string | null {
  const direct = ALTERED.exec(command)?.[0] ?? ALL_SECRETS.exec(command)?.[0];
  if (direct !== undefined) return direct.trim();
  for (const [name, value] of env) {
    if (!SECRET.test(value.trim()) || !/^\w{1,100}$/.test(name)) continue;
    const line = command.split('\n').find((each) => {
      const put = each.slice(0, 500).replaceAll(new RegExp(String.raw`\$(?:\{${name}\}|${name}\b)`, 'g'), () => value.trim());
      return put !== each && (ALTERED.test(put) || ALL_SECRETS.test(put));
    });
    if (line !== undefined) return line.trim();
  }
  return null;
}
