import { z } from 'zod';
import { VERSION } from '../../core/version.ts';
import { reportSchema } from '../../reports/schema.ts';
import type { Served } from './verbs.ts';

const error = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'hint'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
    },
  },
} as const;

const failed = (description: string): object => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

const REFUSALS = {
  400: failed('The input is not what the verb takes; the message names the field.'),
  401: failed('No token, or one that was revoked.'),
  403: failed('The token has not the scope.'),
  429: failed('Too many requests; Retry-After says how long to wait.'),
} as const;

const json = (schema: object, description: string): object => ({ description, content: { 'application/json': { schema } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const;

/** The API as an OpenAPI 3.1 document; every body comes from what the verbs take and give. */
export function openApi(served: readonly Served[], publicUrl: string): object {
  const verbs = served.map(({ path, verb, takes }) => [
    `/api/${path}`,
    {
      post: {
        operationId: path,
        summary: verb.does,
        security: [{ token: ['run'] }],
        requestBody: { required: true, content: { 'application/json': { schema: schemaOf(takes, 'input') } } },
        responses: { 200: json(path === 'audit' ? AUDITED : schemaOf(verb.gives, 'output'), 'What the verb gives.'), ...REFUSALS },
      },
    },
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Launch Ready',
      version: VERSION,
      description: 'What the commands do, over HTTP. Verbs that touch production stay with the command line.',
    },
    servers: [{ url: publicUrl }],
    paths: {
      ...(Object.fromEntries(verbs) as Record<string, object>), // as: pairs of a path and its item
      '/api/audits': {
        post: {
          operationId: 'beginAudit',
          summary: 'Begin an audit and follow it live',
          security: [{ token: ['run'] }],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { type: 'object', required: ['target'], additionalProperties: false, properties: { target: { type: 'string' } } },
              },
            },
          },
          responses: {
            202: json({ type: 'object', properties: { id: { type: 'string' }, events: { type: 'string' } } }, 'It runs.'),
            ...REFUSALS,
          },
        },
      },
      '/api/audits/{id}/events': {
        get: {
          operationId: 'followAudit',
          summary: 'The audit as server-sent events: asking, found, then done or failed',
          security: [{ token: ['run'] }],
          parameters: [id],
          responses: {
            200: { description: 'A stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
            404: failed('There is no such audit.'),
            ...REFUSALS,
          },
        },
      },
      ...reads(),
      '/api/markers': marker(),
    },
    components: {
      schemas: { Error: error },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token from the settings page' } },
    },
  };
}

function reads(): Record<string, object> {
  const list = (operationId: string, summary: string): object => ({
    get: {
      operationId,
      summary,
      security: [{ token: ['read'] }],
      responses: { 200: json({ type: 'object' }, 'A list, newest first.'), ...REFUSALS },
    },
  });
  return {
    '/api/monitors': list('monitors', 'Every monitor with its state and last look'),
    '/api/incidents': list('incidents', 'Incidents'),
    '/api/issues': list('issues', 'Errors by root'),
  };
}

function marker(): object {
  return {
    post: {
      operationId: 'markDeploy',
      summary: 'Write a deploy down, so that charts and incidents show it',
      security: [{ token: ['send'] }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['release'],
              properties: { release: { type: 'string' }, environment: { type: 'string' }, url: { type: 'string' } },
            },
          },
        },
      },
      responses: { 200: json({ type: 'object' }, 'It is stored.'), ...REFUSALS },
    },
  };
}

const AUDITED = {
  type: 'object',
  required: ['report', 'bundle'],
  properties: { report: schemaOf(reportSchema, 'output'), bundle: { type: 'object' } },
} as const;

function schemaOf(type: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
}
