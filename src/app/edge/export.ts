import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { renderBind } from '../../providers/cloudflare/bind.ts';
import { openZone } from '../../providers/cloudflare/read.ts';
import { renderTerraform } from '../../providers/cloudflare/terraform.ts';
import { edgeTakes, whereOf } from './look.ts';

const takes = z.strictObject({
  ...edgeTakes,
  format: z.enum(['bind', 'terraform', 'json']).default('bind').describe('A zone file, or Terraform with import blocks'),
});

export interface EdgeExport {
  zone: string;
  bind: string;
  terraform: string;
}

/** `launch-ready edge export`: the zone in a form that does not need us. */
export const edgeExport = defineVerb<z.output<typeof takes>, EdgeExport>({
  name: 'edge export',
  does: 'Write your zone down as a BIND zone file or as Terraform',
  stage: 'hand over',
  touches: 'network',
  takes,
  gives: z.custom<EdgeExport>(),
  examples: ['launch-ready edge export > acme.com.zone', 'launch-ready edge export --format terraform > edge.tf'],
  async run(input, io) {
    const { zone } = whereOf(input);
    const { state } = await openZone(io, zone);
    return { zone, bind: renderBind(state, serialOf(io.now())), terraform: renderTerraform(state) };
  },
  shows: ({ bind, terraform }, _page, { format }) => (format === 'terraform' ? terraform : bind),
});

/** The date as a serial (RFC 1912 section 2.2). */
function serialOf(now: Date): number {
  return Number(`${now.toISOString().slice(0, 10).replaceAll('-', '')}01`);
}
