import { redact } from '../../redact/redact.ts';
import type { DeployMarker } from '../types.ts';
import type { Sql, Value } from './sql.ts';

interface Row extends Omit<DeployMarker, 'by'> {
  by_whom: string | null;
}

function readRow({ by_whom, ...row }: Row): DeployMarker {
  return { ...row, by: by_whom };
}

/** Deploy markers; `where` is the rest of the statement. */
export async function readMarkers(sql: Pick<Sql, 'all'>, where: string, ...values: readonly Value[]): Promise<DeployMarker[]> {
  return (await sql.all<Row>(`SELECT * FROM markers ${where}`, ...values)).map(readRow);
}

export async function readMarker(sql: Pick<Sql, 'all'>, where: string, ...values: readonly Value[]): Promise<DeployMarker | null> {
  return (await readMarkers(sql, where, ...values))[0] ?? null;
}

/** Writes a marker down, secrets masked. */
export async function insertMarker(sql: Pick<Sql, 'get'>, told: Omit<DeployMarker, 'id'>): Promise<DeployMarker> {
  const marker = redact(told) as typeof told; // as: redacting keeps the shape
  const { at, release, environment, by, url, source } = marker;
  const row = await sql.get<{ id: number }>(
    'INSERT INTO markers (at, release, environment, by_whom, url, source) VALUES (?, ?, ?, ?, ?, ?) RETURNING id',
    at,
    release,
    environment,
    by,
    url,
    source,
  );
  return { ...marker, id: row?.id ?? 0 };
}
