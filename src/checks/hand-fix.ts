import type { Fix } from '../core/fix.ts';

/** The parts of a text that a founder pastes into an AI app builder. `change` is the exact change, `not` what to leave alone. */
export interface Brief {
  goal: string;
  change: string;
  not: string;
  see: string;
}

/** What every fix carries besides the change itself. `minutes` is a careful person's time. */
export interface Around {
  prompt: Brief;
  verify: string;
  minutes: number;
}

/** A brief as the text to paste. */
export function promptOf({ goal, change, not, see }: Brief): string {
  return [`Goal: ${goal}`, `Change: ${change}`, `Do not: ${not}`, `It works when: ${see}`].join('\n');
}

/** A fix that a person makes in panels and on servers, step by step. */
export function byHand(steps: string[], { prompt, verify, minutes }: Around): Fix {
  return { by: 'hand', steps, prompt: promptOf(prompt), verify, minutes };
}

/** A fix that is one setting of the edge or hosting platform, with the steps that set it there. */
export function byEdge(change: { setting: string; value: string; steps: string[] }, { prompt, verify, minutes }: Around): Fix {
  return { by: 'edge', ...change, prompt: promptOf(prompt), verify, minutes };
}

/** The command that runs one area of the audit again. */
export function auditAgain(domain: string, area: string): string {
  return `launch-ready audit ${domain} --only ${area}`;
}
