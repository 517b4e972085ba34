import type { Client } from 'pg';
import type { Node } from 'libpg-query';
import { parsePostgres, type Statement } from '../../parsers/postgres.ts';
import { dayOf, platformGrants } from '../../parsers/schema/platform.ts';
import { partsOf, roleNames, walk } from '../../parsers/schema/tree.ts';
import { EXTENSIONS, platformDefaults, STAND_INS } from './stand-ins.ts';

/** A statement that PostgreSQL refused. `follows` is true where an earlier one that failed would have made what it needs. */
export interface Failed {
  file: string;
  line: number;
  code: string;
  says: string;
  because: 'itself' | 'an earlier failure' | 'a missing extension';
}

export interface Replayed {
  ran: number;
  failed: Failed[];
  /** Extensions that the server does not have. */
  extensions: string[];
  /** Statements that a scratch database has no use for or that must not leave it, by kind, with how many there were. */
  leftOut: Record<string, number>;
}

const MOST_FAILURES = 200;

/** Statements that reach beyond the database: roles, other databases, other servers, files. */
const BEYOND: Readonly<Record<string, string>> = {
  CreateRoleStmt: 'roles',
  AlterRoleStmt: 'roles',
  AlterRoleSetStmt: 'roles',
  DropRoleStmt: 'roles',
  GrantRoleStmt: 'roles',
  AlterOwnerStmt: 'owners',
  ReassignOwnedStmt: 'owners',
  DropOwnedStmt: 'owners',
  CreatedbStmt: 'databases',
  DropdbStmt: 'databases',
  AlterDatabaseStmt: 'databases',
  AlterDatabaseSetStmt: 'databases',
  AlterSystemStmt: 'settings of the server',
  CopyStmt: 'COPY',
  LoadStmt: 'libraries',
  CreateSubscriptionStmt: 'subscriptions',
  VacuumStmt: 'VACUUM',
};

/** Makes the stand-ins, then runs every statement of the migrations in order, each by itself, and goes on after one that fails. */
export async function replay(
  client: Client,
  files: readonly { path: string; text: string }[],
  { supabase, signal }: { supabase: boolean; signal: AbortSignal },
): Promise<Replayed> {
  const told: Replayed = { ran: 0, failed: [], extensions: [], leftOut: {} };
  const lost = new Set<string>();
  if (supabase) {
    await client.query(STAND_INS);
    for (const name of EXTENSIONS) await client.query(`CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA extensions`).catch(() => undefined);
  }
  const first = files[0] ? dayOf(files[0].path) : null;
  let given: boolean | undefined;
  for (const { path, text } of files) {
    await client.query(supabase ? 'RESET ALL; SET search_path = "$user", public, extensions' : 'RESET ALL');
    const gives = platformGrants(dayOf(path), first) !== 'no';
    if (supabase && gives !== given) await client.query(platformDefaults(gives));
    given = gives;
    const script = await parsePostgres(text);
    if (!script.ok) told.failed.push({ file: path, line: script.line, code: '42601', says: script.says, because: 'itself' });
    else for (const statement of script.statements) await runOne(client, statement, { path, told, lost, signal });
  }
  return told;
}

interface Running {
  path: string;
  told: Replayed;
  lost: Set<string>;
  signal: AbortSignal;
}

async function runOne(client: Client, { node, text, line }: Statement, { path, told, lost, signal }: Running): Promise<void> {
  signal.throwIfAborted();
  const kind = Object.keys(node)[0] ?? '';
  if (kind === 'TransactionStmt') return;
  const beyond = BEYOND[kind] ?? (isOwnerChange(node) ? 'owners' : isForeignDefault(node) ? 'default rights of other roles' : undefined);
  if (beyond !== undefined) {
    told.leftOut[beyond] = (told.leftOut[beyond] ?? 0) + 1;
    return;
  }
  // Migrations run as postgres; here the owner of the scratch database takes its place.
  const sql = kind === 'AlterDefaultPrivilegesStmt' ? text.replace(/\bfor\s+(role|user)\s+"?postgres"?/i, '') : text;
  try {
    await client.query(sql);
    told.ran += 1;
  } catch (error) {
    if (signal.aborted) throw error;
    const { message, code = '' } = error as Error & { code?: string }; // as: pg throws errors alone
    if ('CreateExtensionStmt' in node) {
      told.extensions.push(node.CreateExtensionStmt.extname ?? '?');
      return;
    }
    const says = message.replace(/\s+/g, ' ').slice(0, 200);
    const follows = [...lost].some((name) => says.includes(`"${name}"`) || says.includes(`${name}(`) || says.includes(`.${name}"`));
    const isAbsence = ['42883', '42704', '3F000', '42P01', '0A000'].includes(code);
    for (const name of madeBy(node)) lost.add(name);
    if (told.failed.length < MOST_FAILURES)
      told.failed.push({
        file: path,
        line,
        code,
        says,
        because: follows
          ? 'an earlier failure'
          : told.extensions.length > 0 && isAbsence && isOfExtension(says)
            ? 'a missing extension'
            : 'itself',
      });
  }
}

/** What extensions bring along and nothing else has: their schemas, types and functions. */
function isOfExtension(says: string): boolean {
  return /\b(cron|net|vault|pgmq|pgsodium|tiger|topology|graphql|http)\b|"(vector|halfvec|geometry|geography|ltree|citext|hstore)"|\b(st_\w+|uuid_generate_\w+|gen_random_bytes|crypt|gen_salt|similarity|unaccent)\(/i.test(
    says,
  );
}

function isOwnerChange(node: Node): boolean {
  if (!('AlterTableStmt' in node)) return false;
  const commands = node.AlterTableStmt.cmds ?? [];
  return commands.length > 0 && commands.every((each) => 'AlterTableCmd' in each && each.AlterTableCmd.subtype === 'AT_ChangeOwner');
}

function isForeignDefault(node: Node): boolean {
  if (!('AlterDefaultPrivilegesStmt' in node)) return false;
  const makers = (node.AlterDefaultPrivilegesStmt.options ?? []).flatMap((each) =>
    'DefElem' in each && each.DefElem.defname === 'roles' && each.DefElem.arg && 'List' in each.DefElem.arg
      ? roleNames(each.DefElem.arg.List.items)
      : [],
  );
  return makers.some((role) => role !== 'postgres' && role !== 'current_user');
}

/** The names that a statement would have brought into the world. */
function madeBy(node: Node): string[] {
  const names: string[] = [];
  if ('CreateFunctionStmt' in node) names.push(partsOf({ List: { items: node.CreateFunctionStmt.funcname ?? [] } }).at(-1) ?? '');
  if ('CreateEnumStmt' in node) names.push(partsOf({ List: { items: node.CreateEnumStmt.typeName ?? [] } }).at(-1) ?? '');
  if ('CreateSchemaStmt' in node) names.push(node.CreateSchemaStmt.schemaname ?? '');
  if ('CreateStmt' in node) names.push(node.CreateStmt.relation?.relname ?? '');
  if ('ViewStmt' in node) names.push(node.ViewStmt.view?.relname ?? '');
  if ('AlterTableStmt' in node)
    walk(node.AlterTableStmt.cmds, (kind, fields) => {
      if (kind === 'ColumnDef' && typeof fields['colname'] === 'string') names.push(fields['colname']);
    });
  return names.filter((name) => name !== '');
}
