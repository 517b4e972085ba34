import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The plain files logs/*.log of a checkout, by name; none where there is no such folder. What git ignores counts: logs are seldom tracked. */
export async function logsIn(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'logs'), { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  });
  return entries.flatMap((entry) => (entry.isFile() && entry.name.endsWith('.log') ? [`logs/${entry.name}`] : [])).toSorted();
}
