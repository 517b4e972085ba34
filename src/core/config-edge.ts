import { z } from 'zod';

const path = z
  .string()
  .regex(/^\/[A-Za-z0-9/_.~-]*$/, 'a path that begins with /, such as /login, without a query')
  .describe('A path such as /login');
const network = z
  .string()
  .regex(/^((\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?|[0-9a-f]*:[0-9a-f:.]+(\/\d{1,3})?)$/, 'an address or a network such as 203.0.113.0/24')
  .describe('An address or a network such as 203.0.113.0/24');
const edgeHost = z
  .string()
  .regex(/^([a-z0-9_-]+\.)+[a-z0-9-]{2,63}$/, 'a host name in lower case')
  .describe('A host name such as admin.acme.com');

/** Stages of HSTS: each can be left after the time that browsers remember it, so the short ones come first. */
export const HSTS_STAGES = ['off', '5m', '1d', '1y'] as const;

const record = z.strictObject({
  name: z
    .string()
    .regex(/^(@|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\*)$/, '@, a label, or a full name in lower case')
    .describe('@ for the domain itself, a label, or a full name'),
  type: z.enum(['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT']).describe('The record type'),
  data: z.string().min(1).max(2_048).describe('As in a zone file: 192.0.2.1, "10 mail.acme.com", or the text of a TXT record'),
  ttl: z.number().int().min(60).max(86_400).optional().describe('Seconds; automatic where left out'),
  proxied: z.boolean().optional().describe('True to let the edge stand in front of it'),
});

/** The `edge` section of launch-ready.yaml. */
export const edgeConfig = z
  .strictObject({
    provider: z.string().optional().describe('cloudflare, vercel, netlify, fastly, …'),
    zone: edgeHost.optional().describe('The zone, where it is not the domain'),
    plan: z.enum(['auto', 'free', 'pro', 'business']).default('auto').describe('Whose limits count; auto asks the account'),
    security: z
      .enum(['strict', 'as-is'])
      .default('strict')
      .describe('strict wants every safe setting; as-is wants only what is written here'),
    proxied: z.array(edgeHost).default([]).describe('Hosts that must be behind the edge; their records exist already'),
    ssl: z.enum(['off', 'flexible', 'full', 'strict']).optional().describe('How the edge talks to your server'),
    always_https: z.boolean().optional().describe('Whether the edge sends http visitors to https'),
    min_tls: z.enum(['1.0', '1.1', '1.2', '1.3']).optional().describe('The oldest TLS version that visitors may use'),
    hsts: z.enum(HSTS_STAGES).optional().describe('How long browsers insist on https; longer stages are reached one by one'),
    hsts_subdomains: z.boolean().optional().describe('Whether subdomains are included; held back until each of them serves https'),
    admin: z
      .strictObject({
        hosts: z.array(edgeHost).default([]).describe('Hosts for your team alone'),
        paths: z.array(path).default([]).describe('Paths for your team alone'),
        allow: z.array(network).default([]).describe('Addresses that may enter; nobody is kept out while the list is empty'),
      })
      .prefault({})
      .describe('Doors that only your team needs'),
    rate_limit: z
      .strictObject({
        paths: z.array(path).optional().describe('Paths to limit; login, signup and reset of routes where left out'),
        requests: z.number().int().min(1).max(1_000).default(20).describe('Requests per visitor in ten seconds'),
      })
      .prefault({})
      .describe('The brake on password guessing and signup spam'),
    cache: z
      .strictObject({ paths: z.array(path).default([]).describe('Folders whose files never change under one name, such as /assets/') })
      .prefault({})
      .describe('What the edge may keep'),
    records: z.array(record).default([]).describe('DNS records that must exist'),
  })
  .prefault({})
  .describe('What stands in front of the app');
