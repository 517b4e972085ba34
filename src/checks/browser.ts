import type { UrlKind } from '../core/subject.ts';

/** Pages that a browser loads for an audit: those that people meet first and that sell. Each costs some seconds. */
export const SEEN_IN_BROWSER = ['home', 'login', 'signup', 'checkout'] as const satisfies readonly UrlKind[];

/** Why a browser was not started for an address that answers with this status. */
export function notShown(status: number): string {
  if (status < 300) return 'The answer is no HTML page.';
  return status < 400
    ? `It answers with a redirect (${status}), so no page is shown here.`
    : `It answers ${status}, so no page is shown here.`;
}

/** How the loads were made, for a sentence. */
export function asPhone(runs: number): string {
  return `median of ${runs} loads on a pretended phone: 150 ms round trip, 1.6 Mbit/s, a quarter of this processor`;
}
