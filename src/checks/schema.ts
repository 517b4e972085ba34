import type { Severity } from '../core/vocabulary.ts';
import { SEVERITIES } from '../core/vocabulary.ts';
import type { SeenSchema } from '../probes/repo/schema.ts';
import { count, plain } from './plain.ts';

export type SeenTable = SeenSchema['tables'][number];
export type SeenPolicy = SeenTable['policies'][number];
/** Whom strangers can be: without a login, or with one that they made themselves. */
export const CALLERS = ['anon', 'authenticated'] as const;
export type Caller = (typeof CALLERS)[number];
export type Command = 'select' | 'insert' | 'update' | 'delete';
export type Reach = 'yes' | 'maybe' | 'no';
type Grants = SeenTable['grants'];

/** Whether a caller holds a right, itself or as everybody. */
export function reach(grants: Grants, caller: Caller, right: string): Reach {
  const [own, everybody] = [grants[caller]?.[right], grants['public']?.[right]];
  return own === 'yes' || everybody === 'yes' ? 'yes' : (own ?? everybody ?? 'no');
}

/** The commands of `of` that a caller has the right to, `yes` before `maybe`. */
export function furthest(grants: Grants, of: readonly string[]): { reach: Reach; callers: Caller[] } {
  for (const wanted of ['yes', 'maybe'] as const) {
    const callers = CALLERS.filter((caller) => of.some((right) => reach(grants, caller, right) === wanted));
    if (callers.length > 0) return { reach: wanted, callers };
  }
  return { reach: 'no', callers: [] };
}

/** Columns that nobody shows to strangers. */
const SECRET =
  /(^|_)(passwords?(_hash)?|secret(_key)?|(access|refresh|auth|session|reset|invite|api)_?token|token_hash|api_?key|private_key|ssn|social_security(_number)?|iban|passport(_number)?|tax_id|national_id|birth_?(day|date)|date_of_birth|dob|card_number|cvc|salary|income|diagnosis|prescription|medical_\w{1,30}|stripe_customer_id|bank_account)$/;
/** Columns that are private where they belong to a person, and public where they belong to a shop. */
const CONTACT = /(^|_)(e_?mail(_address)?|phone(_number)?|mobile|address(_line_?\d)?|street|ip(_address)?)$/;
const BUSINESS =
  /^(restaurants|businesses|companies|venues|shops|stores|locations|places|vendors|listings|organi[sz]ations|schools|hotels|properties|branches|offices|partners)$/;
const PEOPLE = /(^|_)(profiles?|users?|customers?|members?|clients?|patients?|students?|employees?|accounts?|contacts?|applicants?)$/;
const NAME = /^(name|full_?name|first_?name|last_?name|surname)$/;
/** Tables that are somebody's own by what they hold. */
const PRIVATE =
  /(^|_)(invoices?|orders?|payments?|subscriptions?|messages?|chats?|conversations?|bookings?|appointments?|documents?|transactions?|notifications?|tickets?|medical_records?|prescriptions?|journal(_entries)?|contracts?|purchases|api_keys?|leads?|patients?|customers?|clients?|waitlist|subscribers?|submissions?|wallets?|password_resets?)$/;
/** Tables that belong to somebody and are shown to all the same. */
const PUBLIC =
  /(^|_)(posts?|articles?|comments?|likes?|follows|followers|reviews?|ratings?|votes?|reactions?|tags?|products?|categories|prices?|plans?|features?|faqs?|blogs?|listings?|events?|recipes?|scores?|leaderboard|profiles?|quotes?|photos?|videos?|stories)$/;
const OWNER = /^(user_?id|owner(_id)?|author_id|created_by|profile_id|customer_id|member_id)$/;

/** How private a table is: `personal` holds what strangers must not see, `owned` belongs to single users, `other` may be for all. */
export function privacyOf({ name, columns, foreign }: Pick<SeenTable, 'name' | 'columns' | 'foreign'>): 'personal' | 'owned' | 'other' {
  const has = (like: RegExp): boolean => columns.some((column) => like.test(column.name));
  if (has(SECRET) || PRIVATE.test(name)) return 'personal';
  if (!BUSINESS.test(name) && has(CONTACT)) return 'personal';
  if (PEOPLE.test(name) && has(NAME)) return 'personal';
  const belongs = foreign.some(({ to }) => to === 'auth.users') || has(OWNER);
  return belongs && !PUBLIC.test(name) ? 'owned' : 'other';
}

/** True for a collection, in any spelling, that holds what is somebody's own. */
export function isPrivateName(name: string): boolean {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return PRIVATE.test(snake) || PEOPLE.test(snake);
}

/** Tables that strangers fill in on purpose: the form on the front page. */
export const INTAKE =
  /(^|_)(waitlist|contact|contacts|leads?|newsletter|subscribers?|feedback|inquiries|enquiries|submissions?|signups?|contact_messages|page_views|analytics(_events)?)$/;

/** Columns that make a table personal, for a sentence. */
export function personalColumns({ name, columns }: Pick<SeenTable, 'name' | 'columns'>): string[] {
  const isBusiness = BUSINESS.test(name);
  return columns
    .map((column) => column.name)
    .filter((column) => SECRET.test(column) || (!isBusiness && CONTACT.test(column)) || (PEOPLE.test(name) && NAME.test(column)));
}

/** True for a column that no public list shows, whoever wants it. */
export function isSensitive(column: string): boolean {
  return SECRET.test(column) || CONTACT.test(column);
}

const WIDTH = { nobody: 0, some: 1, 'signed-in': 2, everybody: 3 } as const;
export type Admits = keyof typeof WIDTH;

/** The condition that a policy holds against a command: for new rows the check, which is `using` where none is written. */
export function conditionFor({ using, check }: SeenPolicy, command: Command): SeenPolicy['using'] {
  return command === 'insert' ? (check ?? using) : using;
}

/** Policies that let a caller do a command to every row; none where a restrictive policy stands before them. */
export function openPolicies({ policies }: Pick<SeenTable, 'policies'>, command: Command, caller: Caller): SeenPolicy[] {
  const applies = policies.filter(
    (policy) =>
      (policy.command === 'all' || policy.command === command) && policy.roles.some((role) => role === caller || role === 'public'),
  );
  const lets = (policy: SeenPolicy): boolean => {
    const admits = conditionFor(policy, command)?.admits ?? 'nobody';
    return admits === 'everybody' || (admits === 'signed-in' && caller === 'authenticated');
  };
  if (applies.some((policy) => !policy.permissive && !lets(policy))) return [];
  return applies.filter((policy) => policy.permissive && lets(policy));
}

/** One severity lower for what only may be so, two for what a missing GRANT alone keeps shut. */
export function lowered(severity: Severity, reached: Reach): Severity {
  const steps = { yes: 0, maybe: 1, no: 2 }[reached];
  return SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + steps, SEVERITIES.length - 1)]!; // !: within the list
}

export function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((each) => severities.includes(each)) ?? 'low';
}

/** An identifier for SQL and for sentences: quoted where it must be, and safe to print. */
export function sqlName(...parts: readonly string[]): string {
  const shown = parts.map((part) => plain(part, 63));
  return shown.map((part) => (/^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.');
}

export function tableName({ schema, name }: { schema: string; name: string }): string {
  return sqlName(schema, name);
}

/** Why a schema says nothing to a check; null where it does. */
export function nothingIn({ files, other }: Pick<SeenSchema, 'files' | 'other'>): string | null {
  if (other !== null) return `The migrations are for ${plain(other, 30)}; only those of PostgreSQL are read.`;
  return files === 0 ? 'There are no SQL migrations in this repository.' : null;
}

/** The same, for checks that only speak of Supabase. */
export function nothingOfSupabase(schema: SeenSchema): string | null {
  return (
    nothingIn(schema) ?? (schema.supabase ? null : 'The database is not served to browsers by Supabase, as far as the migrations tell.')
  );
}

/** What a pass has to say: how much was read, and what was not. */
export function readSo({ files, tables, unread }: Pick<SeenSchema, 'files' | 'tables' | 'unread'>): string {
  const base = `${count(files, 'migration')} read, ${count(tables.filter(({ file }) => file !== '').length, 'table')}.`;
  const [first] = unread;
  if (!first) return base;
  return `${base} Not understood: ${count(unread.length, 'place')}, such as ${plain(first.file, 120)}:${first.line} (${plain(first.why, 80)}).`;
}

/** Names of buckets that say that not everybody may see what is in them, and those that say the contrary. */
const PRIVATE_FILES =
  /(^|[-_ ])(private|documents?|docs|invoices?|receipts?|contracts?|ids?|identity|passports?|kyc|medical|health|patients?|reports?|statements?|payslips?|resumes?|cvs?|attachments?|messages?|chats?|backups?|exports?|signatures?|recordings?|verification)($|[-_ ])/i;
const PUBLIC_FILES =
  /(^|[-_ ])(public|avatars?|images?|assets?|logos?|media|thumbnails?|covers?|banners?|products?|posts?|blog|static|icons?|gallery|pictures?|photos?)($|[-_ ])/i;

/** True for a bucket whose name says that its files are not for everybody. */
export function holdsPrivateFiles(bucket: string): boolean {
  return PRIVATE_FILES.test(bucket) && !PUBLIC_FILES.test(bucket);
}
