import type { Config } from '../../core/config.ts';
import { html, type Markup } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { csrfField } from './layout.ts';

/** Who can be named with one key: everybody that launch-ready.yaml names. */
export function peopleOf({ owners, alerts, monitor }: Pick<Config, 'owners' | 'alerts' | 'monitor'>): string[] {
  const named = [...Object.values(owners), ...alerts.map(({ owner }) => owner), ...monitor.also.map(({ owner }) => owner)];
  return [...new Set(named.filter((name) => name !== undefined))].toSorted((a, b) => a.localeCompare(b)).slice(0, 50);
}

/** Names who acts on an incident or issue. Any name can be written; those of the config are offered. Pure. */
export function ownerForm(
  action: string,
  { owner, people, csrf }: { owner: string | null; people: readonly string[]; csrf: string },
): Markup {
  return html`<form class="stack" id="owner" method="post" action="${action}">
    ${csrfField(csrf)}
    <label
      >Owner <span class="hint">Who acts on it. Empty means nobody.</span
      ><input type="text" name="owner" value="${clip(owner ?? '', 80)}" maxlength="80" list="people" autocomplete="off"
    /></label>
    <datalist id="people">${people.map((name) => html`<option value="${clip(name, 80)}"></option>`)}</datalist>
    <button class="do">${owner === null ? 'Name the owner' : 'Change the owner'}</button>
  </form>`;
}
