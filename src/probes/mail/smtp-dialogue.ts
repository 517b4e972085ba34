import { connect } from 'node:net';

/** What a mail exchanger said. `connected` tells a blocked port from a server that is slow to greet. */
export interface SmtpAnswer {
  outcome: 'answered' | 'refused' | 'timeout' | 'malformed';
  banner: string | null;
  starttls: boolean;
  connected: boolean;
}

export interface Dialogue {
  to: { host: string; port: number };
  signal: AbortSignal;
  /** ms. */
  connectMs: number;
  dialogueMs: number;
}

/** RFC 5321 section 4.5.3.1 allows replies of 512 octets a line; real servers exceed that a little. */
const LINE_LIMIT = 2_048;
const BYTE_LIMIT = 32_768;
const BANNER_SHOWN = 200;
/** RFC 6761: a name that is nobody's. */
const OUR_NAME = 'launch-ready.invalid';

/** Greets a mail exchanger, notes whether it offers STARTTLS (RFC 3207), and takes leave. Rejects only when the signal aborts. */
export function askSmtp({ to, signal, connectMs, dialogueMs }: Dialogue): Promise<SmtpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error); // as: an AbortSignal's reason is whatever aborted; ours are errors
    const answer: SmtpAnswer = { outcome: 'timeout', banner: null, starttls: false, connected: false };
    const socket = connect(to.port, to.host);
    const replies = replyReader();
    const end = (close: () => void): void => {
      clearTimeout(timer);
      clearTimeout(connecting);
      signal.removeEventListener('abort', abort);
      close();
    };
    const finish = (outcome: SmtpAnswer['outcome']): void => {
      // After QUIT the goodbye is let out first; everything else is cut off.
      end(() => (outcome === 'answered' ? socket.destroySoon() : socket.destroy()));
      resolve({ ...answer, outcome });
    };
    const abort = (): void => {
      end(() => socket.destroy());
      reject(signal.reason as Error); // as: see above
    };
    const timer = setTimeout(() => finish('timeout'), dialogueMs);
    const connecting = setTimeout(() => finish('timeout'), connectMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => {
      answer.connected = true;
      clearTimeout(connecting);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => finish(outcomeOf(error.code)));
    socket.on('close', () => finish(answer.banner === null ? 'refused' : 'malformed'));
    socket.on('data', (chunk) => {
      for (const reply of replies(chunk)) {
        if (reply === 'malformed') return finish('malformed');
        if (answer.banner === null) {
          answer.banner = shown(reply.lines[0] ?? '');
          if (reply.code !== 220) return finish(reply.code >= 400 ? 'refused' : 'malformed');
          socket.write(`EHLO ${OUR_NAME}\r\n`);
          continue;
        }
        answer.starttls = reply.code === 250 && reply.lines.some((line) => /^STARTTLS\s*$/i.test(line));
        socket.write('QUIT\r\n');
        return finish('answered');
      }
    });
  });
}

function outcomeOf(code: string | undefined): SmtpAnswer['outcome'] {
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE' ? 'refused' : 'timeout';
}

interface SmtpReply {
  code: number;
  /** Texts without code, one per line. */
  lines: string[];
}

/** Cuts a byte stream into replies of one or several lines (RFC 5321 section 4.2.1); gives up on endless lines and endless replies. */
function replyReader(): (chunk: Uint8Array) => (SmtpReply | 'malformed')[] {
  let [rest, total] = ['', 0];
  let lines: string[] = [];
  return (chunk) => {
    total += chunk.length;
    rest += Buffer.from(chunk).toString('latin1');
    const replies: (SmtpReply | 'malformed')[] = [];
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const [, code, mark, text = ''] = /^(\d{3})([ -]?)(.*?)\r?$/.exec(rest.slice(0, end)) ?? [];
      rest = rest.slice(end + 1);
      if (code === undefined || end > LINE_LIMIT) return [...replies, 'malformed'];
      lines.push(text);
      if (mark === '-') continue;
      replies.push({ code: Number(code), lines });
      lines = [];
    }
    return rest.length > LINE_LIMIT || total > BYTE_LIMIT ? [...replies, 'malformed'] : replies;
  };
}

function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, BANNER_SHOWN);
}
