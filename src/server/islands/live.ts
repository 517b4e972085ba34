/**
 * Keeps a page up to date: on news from /events the page is fetched again and the parts with `data-live` take the place of the old
 * ones. A part that holds the focus is left alone, and opened details stay open.
 */
export const LIVE = `
(() => {
  let timer;
  const refresh = async () => {
    timer = undefined;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (!answer || !answer.ok || answer.redirected) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const old of document.querySelectorAll('[data-live]')) {
      const fresh = next.querySelector('[data-live="' + old.dataset.live + '"]');
      if (!fresh || old.contains(document.activeElement) || old.innerHTML === fresh.innerHTML) continue;
      const open = new Set([...old.querySelectorAll('details[open]')].map((each) => each.id));
      for (const each of fresh.querySelectorAll('details')) if (each.id && open.has(each.id)) each.open = true;
      old.replaceWith(document.importNode(fresh, true));
    }
    dispatchEvent(new Event('launch-ready:refreshed'));
  };
  const soon = () => { timer ??= setTimeout(refresh, 1000); };
  const stream = new EventSource('/events');
  stream.addEventListener('news', soon);
  setInterval(soon, 60000);
})();
`;
