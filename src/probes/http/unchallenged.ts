import { ProbeError } from '../../core/errors.ts';
import { challengeIn } from '../../parsers/challenge.ts';
import type { Answer } from '../net/http-client.ts';

/** More of a body than this is no page of a wall, bytes. */
const HEAD = 64 * 1024;

/** The answer, unless it is the challenge of a wall: then ProbeError `challenge`, so that nothing of it is ever judged. */
export function unchallenged(answer: Answer): Answer {
  const { status, headers, body } = answer;
  const found = challengeIn({ status, headers, text: body.bytes.subarray(0, HEAD).toString('utf8') });
  if (!found) return answer;
  // Without the host, so that reports tell the reason once for all hosts behind one wall.
  throw new ProbeError('challenge', `${found.by} shows a challenge, not your pages. Let the audit in (${found.admit}), then audit again`);
}
