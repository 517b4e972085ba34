import type { Client } from 'pg';
import { askAs, CALLERS, type Caller } from './asking.ts';
import type { Access, Gets, Proven } from './proven.ts';
import { USERS } from './stand-ins.ts';

/** Buckets that are asked about; also those that a policy names and no migration makes, which a dashboard has made. */
const MOST = 50;
const BUCKETS = `SELECT id FROM storage.buckets UNION
  SELECT replace(found[1], '''''', '''') FROM pg_policies, regexp_matches(coalesce(qual, '') || ' ' || coalesce(with_check, ''), 'bucket_id = ''((?:[^'']|''''){1,100})''', 'g') AS found
  WHERE schemaname = 'storage' AND tablename = 'objects' ORDER BY 1 LIMIT ${MOST}`;

/**
 * Puts a file of each of two users into every bucket, in a folder with the id of its owner, and asks for them through the policies of
 * `storage.objects` as nobody and as the first of them. That a bucket is public is no question to a policy: its files open by their address.
 */
export async function proveBuckets(client: Client, signal: AbortSignal): Promise<Proven[]> {
  const { rows } = await client.query<{ id: string }>(BUCKETS);
  await client.query('DELETE FROM storage.objects');
  const { rows: policies } = await client.query<{ name: string }>(
    `SELECT policyname AS name FROM pg_policies WHERE schemaname = 'storage' AND tablename = 'objects' ORDER BY 1`,
  );
  const proven: Proven[] = [];
  for (const { id } of rows) {
    signal.throwIfAborted();
    await client.query('INSERT INTO storage.buckets (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [id]);
    for (const user of USERS) await client.query(fileOf(id, user, user));
    const asked = new Map<Caller, Access>();
    let broken: string | null = null;
    for (const caller of CALLERS) {
      const ask = async (sql: string): Promise<Gets> => {
        const got = await askAs(client, caller, sql);
        if (got.is === 'broken') broken ??= got.why;
        if (got.is !== 'rows') return 'refused';
        const isOwn = caller === 'user' && got.rows.every((row) => row['owner_id'] === USERS[0]);
        return got.count === 0 ? 'none' : got.count >= USERS.length ? 'all' : isOwn ? 'own' : 'others';
      };
      const inBucket = `WHERE bucket_id = ${text(id)} RETURNING owner_id`;
      // The API writes down who uploads; a stranger chooses the folder alone.
      const owner = caller === 'user' ? USERS[0] : null;
      const added = await ask(fileOf(id, USERS[1], owner));
      asked.set(caller, {
        select: await ask(`SELECT owner_id FROM storage.objects WHERE bucket_id = ${text(id)}`),
        insert: added === 'refused' ? (owner !== null && (await ask(fileOf(id, owner, owner))) !== 'refused' ? 'own' : 'refused') : 'all',
        update: await ask(`UPDATE storage.objects SET metadata = metadata ${inBucket}`),
        delete: await ask(`DELETE FROM storage.objects ${inBucket}`),
      });
    }
    proven.push({
      schema: 'storage',
      name: id,
      kind: 'bucket',
      rowSecurity: true,
      policies: policies.map(({ name }) => name),
      published: false,
      columns: [],
      hidden: { anon: [], user: [] },
      anon: asked.get('anon')!, // !: both were asked
      user: asked.get('user')!,
      broken,
    });
  }
  return proven;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function fileOf(bucket: string, folder: string, owner: string | null): string {
  const by = owner === null ? 'NULL' : text(owner);
  return `INSERT INTO storage.objects (bucket_id, name, owner, owner_id) VALUES (${text(bucket)}, ${text(`${folder}/file.pdf`)}, ${by}::uuid, ${by})`;
}
