import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import type { Io } from '../src/core/io.ts';
import { makeAuthority } from '../src/lab/ca.ts';
import { bodyOf } from './watching.ts';

/** How an address says back what it was told, the credentials among it. */
export type Manner = 'json' | 'text' | 'redirect';

/** Servers that refuse everything, and say in the refusal what they were told. */
export interface Echo extends AsyncDisposable {
  /** Of the authority that vouches for them. */
  ca: string;
  /** Pretend ports 443, 587 and 993 lead here. */
  route(port: number): ReturnType<Io['route']> | undefined;
  manner: Manner;
  /** What was told so far, so that a test knows that it was asked at all. */
  heard: string[];
}

/** Starts them for the given names. */
export async function echoing(names: readonly string[]): Promise<Echo> {
  const authority = await makeAuthority();
  const pair = await authority.issue({ names });
  const heard: string[] = [];
  const https = createHttps({ ...pair }, (request, response) => {
    void bodyOf(request).then((body) => {
      const given = request.headers.authorization?.replace(/^\w+ /, '') ?? 'nothing'; // as it stands in no list of shapes, without a word before it
      const said = `${given} is what ${request.method} ${request.url} gave ${JSON.stringify(request.headers)} ${body}`;
      heard.push(said);
      const header = said.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 2_000);
      switch (echo.manner) {
        case 'json':
          response.writeHead(403, { 'Content-Type': 'application/json', 'X-Error': header }).end(refusal(said));
          return;
        case 'text':
          response.writeHead(500, { 'Content-Type': 'text/plain', 'X-Error': header }).end(`no: ${said}`);
          return;
        case 'redirect':
          response.writeHead(302, { Location: `https://${names[0]}/login?was=${encodeURIComponent(said)}` }).end();
          return;
        default:
          echo.manner satisfies never;
      }
    });
  });
  const smtp = new SMTPServer({
    ...pair,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, done) {
      const [username, password] = [auth.username ?? '', auth.password ?? ''];
      heard.push(`${username} ${password}`);
      const plain = Buffer.from(`\0${username}\0${password}`).toString('base64');
      done(new Error(`5.7.8 ${username} with ${password} (AUTH PLAIN ${plain}, ${encodeURIComponent(password)}) is refused`));
    },
  });
  smtp.on('error', () => undefined); // a client that hangs up is no error of ours
  const imap = createTls({ ...pair }, (socket) => refuseImap(socket, heard));
  const servers: Record<number, Server> = { 443: https, 587: smtp.server, 993: imap };
  const ports = new Map<number, number>();
  for (const [pretend, server] of Object.entries(servers)) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.set(Number(pretend), (server.address() as AddressInfo).port); // as: a TCP server has no path
  }
  const echo: Echo = {
    ca: authority.root,
    manner: 'json',
    heard,
    route(port) {
      const at = ports.get(port);
      return at === undefined ? undefined : { host: '127.0.0.1', port: at };
    },
    async [Symbol.asyncDispose]() {
      https.closeAllConnections();
      await Promise.all(Object.values(servers).map((server) => new Promise((done) => server.close(done))));
    },
  };
  return echo;
}

/** A refusal with the place for words that each of the APIs has: Cloudflare, the platform, Sentry, RDAP. */
function refusal(said: string): string {
  return JSON.stringify({
    success: false,
    errors: [{ code: 9109, message: `Invalid access token: ${said}`, error_chain: [{ code: 6111, message: said }] }],
    messages: [],
    result: null,
    error: said,
    detail: `Invalid token: ${said}`,
    errorCode: 403,
    title: said,
    description: [said],
  });
}

/** IMAP (RFC 9051) that knows nobody, and repeats every line. */
function refuseImap(socket: Socket, heard: string[]): void {
  socket.on('error', () => undefined);
  socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR] here\r\n');
  socket.setEncoding('latin1').on('data', (text: string) => {
    for (const line of text.split('\r\n').filter((each) => each !== '')) {
      heard.push(line);
      const [tag = '*', verb = ''] = line.split(' ');
      if (/^capability$/i.test(verb)) socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR\r\n${tag} OK done\r\n`);
      else if (/^logout$/i.test(verb)) socket.end(`* BYE\r\n${tag} OK\r\n`);
      else socket.write(`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials: ${line}\r\n`);
    }
  });
}
