import { z } from 'zod';

/** The `edge` section of launch-ready.yaml. */
export const edgeConfig = z
  .strictObject({ provider: z.string().optional().describe('cloudflare, vercel, netlify, fastly, …') })
  .prefault({})
  .describe('What stands in front of the app');
