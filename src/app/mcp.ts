import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { defineVerb } from '../core/verb.ts';

const takes = z.strictObject({});

/** `launch-ready mcp`: the tools for a coding agent, on stdin and stdout. The command line runs it. */
export const mcp = defineVerb<z.output<typeof takes>, object>({
  name: 'mcp',
  does: 'Serve audit, explain, findings, fix and verify to a coding agent over MCP',
  stage: 'fix',
  touches: 'network',
  takes,
  gives: z.custom<object>(),
  examples: ['launch-ready mcp', 'claude mcp add launch-ready -- npx --yes launch-ready mcp', 'launch-ready mcp --lab ai-built-mess'],
  run: async () => {
    throw new UserError('keeps-running', '`mcp` talks over stdin and stdout.', 'Run `launch-ready mcp` from your coding agent.');
  },
  shows: () => '',
});
