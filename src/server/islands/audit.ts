/** Fills the frame of a running audit: findings as they are judged, then the report in the same place. Texts are set as text alone. */
export const AUDIT = `
(() => {
  const frame = document.querySelector('[data-audit]');
  if (!frame) return;
  const list = frame.querySelector('[data-found]');
  const asking = frame.querySelector('[data-asking]');
  const count = frame.querySelector('[data-count]');
  const shapes = { blocker: '\\u25a0', high: '\\u25b2', medium: '\\u25cf', low: '\\u25cb' };
  const order = ['blocker', 'high', 'medium', 'low'];
  let asked = 0;
  const text = (name, className, value) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = value;
    return made;
  };
  const add = (finding) => {
    if (finding.state !== 'fail' || document.getElementById('live-' + finding.id)) return;
    const item = document.createElement('li');
    item.id = 'live-' + finding.id;
    item.dataset.rank = order.indexOf(finding.severity);
    const mark = text('span', 'mark ' + finding.severity, shapes[finding.severity] || '');
    mark.setAttribute('aria-hidden', 'true');
    const body = document.createElement('span');
    body.append(text('span', 'sr', finding.severity + ': '), text('span', 't', finding.title), ' ', text('span', 'where', finding.subject.slice(finding.subject.indexOf(' ') + 1)));
    item.append(mark, body, text('span', 'sub', finding.found));
    list.insertBefore(item, [...list.children].find((each) => each.dataset.rank > item.dataset.rank) || null);
  };
  const stream = new EventSource(frame.dataset.audit);
  stream.addEventListener('asking', (event) => {
    asked += 1;
    asking.textContent = JSON.parse(event.data).text;
    count.textContent = asked + (asked === 1 ? ' question' : ' questions') + ' asked';
  });
  stream.addEventListener('found', (event) => add(JSON.parse(event.data).finding));
  const end = async () => {
    stream.close();
    const answer = await fetch(location.href);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = next.getElementById('frame');
    if (!fresh) return;
    document.title = next.title;
    frame.replaceWith(document.importNode(fresh, true));
    const again = document.createElement('script');
    again.src = document.querySelector('script[src$="/report.js"]').src;
    again.nonce = document.querySelector('script[nonce]').nonce;
    document.body.append(again);
  };
  stream.addEventListener('done', end);
  stream.addEventListener('failed', end);
})();
`;
