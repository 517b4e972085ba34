/** What a page of a pretend product holds. Scripts are paths; `nonce` adds the answer's nonce to each. */
export interface PageParts {
  title: string;
  body: string;
  scripts?: readonly string[];
  styles?: readonly string[];
  nonce?: true;
}

/** An HTML page as a framework serves it. */
export function page({ title, body, scripts = [], styles = [], nonce }: PageParts): string {
  const mark = nonce ? ' nonce="{{nonce}}"' : '';
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    ...styles.map((href) => `<link rel="stylesheet" href="${href}">`),
    ...scripts.map((src) => `<script type="module" src="${src}"${mark}></script>`),
    '</head>',
    `<body>${body}</body>`,
    '</html>',
    '',
  ].join('\n');
}

/** A form that asks for an e-mail address and a password. */
export function passwordForm(action: string, button: string): string {
  return [
    `<form method="post" action="${action}">`,
    '<label>E-mail <input type="email" name="email" autocomplete="username" required></label>',
    '<label>Password <input type="password" name="password" autocomplete="current-password" required></label>',
    `<button type="submit">${button}</button>`,
    '</form>',
  ].join('\n');
}

/** A list of links, `[address, text]` each. */
export function links(items: readonly (readonly [string, string])[]): string {
  return `<nav>${items.map(([href, text]) => `<a href="${href}">${text}</a>`).join(' ')}</nav>`;
}
