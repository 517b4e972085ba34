import { isDefaultPassword } from './stand-in.ts';

/** Kinds whose secret is a password of somebody's choice: what is a default, a word of code or for this machine is none. */
export const PASSWORDS: ReadonlySet<string> = new Set(
  'database-password smtp-password snowflake-password supabase-db-password pgpass netrc pypirc my-cnf jdbc-url ado-connection sftp-json wp-config'.split(
    ' ',
  ),
);

/** What reads a password rather than being one. */
const READ =
  /^(?:process|import|env|config|settings|options|os|self|this|secrets?|vault|var|local|data|props|params|input)\.|^!|^\w{0,20}=/i;

/** A server on this machine, in what stands before a password. */
const HERE = /(?:[@/=:]|^)(?:localhost|127\.0\.0\.1|host\.docker\.internal)(?![\w.-])[^\n]*$/;

/** True for a password that opens nothing of anybody's. `before` is the text it follows. */
export function opensNothing(password: string, before: string): boolean {
  return isDefaultPassword(password) || READ.test(password) || HERE.test(before.slice(-240));
}

/** True for the base64 of `user:password` with a password that may be real. An address is none: it is found by itself. */
export function isLogin(base64: string): boolean {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  const login = /^([\x20-\x7e]{0,100}):([\x20-\x7e]{4,300})$/.exec(text);
  return login !== null && !text.includes('://') && !isDefaultPassword(login[2]!);
}
