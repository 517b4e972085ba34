import { createHash } from 'node:crypto';

/** The report's only script: copy buttons, a filter, and times in the reader's zone. Without it, everything is still there. */
export const SCRIPT = `
for (const box of document.querySelectorAll('.copy')) {
  const text = box.firstElementChild;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy ' + box.dataset.what);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  box.append(button);
}
for (const time of document.querySelectorAll('time')) {
  const date = new Date(time.dateTime);
  if (isNaN(date)) continue;
  time.title = time.textContent;
  time.textContent = date.toLocaleString(undefined, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
}
const findings = [...document.querySelectorAll('.f')];
const bar = document.querySelector('.bar .page');
if (findings.length > 5 && bar) {
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'Filter findings';
  input.setAttribute('aria-label', 'Filter findings by any word');
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\\s+/);
    for (const each of findings) {
      const text = each.textContent.toLowerCase();
      each.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of document.querySelectorAll('section.findings')) section.hidden = !section.querySelector('.f:not([hidden])');
  });
  bar.append(input);
}
const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener('hashchange', reveal);
reveal();
`;

/** The Content-Security-Policy of the report: no request to anywhere, this script and no other. */
export const POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'; base-uri 'none'; form-action 'none'`;
