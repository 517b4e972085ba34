import { z } from 'zod';

const name = z.string().min(1).max(200);

/** One way into one system. There is no place for a password, on purpose. */
const access = z.strictObject({
  system: name.describe('What it is, such as "registrar: Namecheap"'),
  account: name.optional().describe('The account, an address or a team; never a password'),
  owner: name.optional().describe('Who owns it'),
  backup_owner: name.optional().describe('Who can enter when the owner cannot'),
  how_to_enter: name.optional().describe('How to enter: an address, and where the credential lies, such as "1Password, vault Acme"'),
  recovery: name.optional().describe('How to get back in when the owner is locked out'),
  mfa: z.boolean().optional().describe('Whether a second factor is on'),
  renews: z.iso.date().optional().describe('The day it must be paid or renewed'),
  reviewed: z.iso.date().optional().describe('The day somebody last looked who can enter'),
  former: z.array(name).default([]).describe('People who left and must not be able to enter any more'),
});

/** The `handover` section of launch-ready.yaml. */
export const handoverConfig = z
  .strictObject({
    product: name.optional().describe('What the product is called'),
    summary: z.string().max(2_000).optional().describe('What it does and for whom, in two or three sentences'),
    money: z.string().max(2_000).optional().describe('How money comes in and where it goes out'),
    repository: name.optional().describe('Where the code lives'),
    hosting: name.optional().describe('Where it runs'),
    deploy: z.string().max(500).optional().describe('The command or the step that puts a release live'),
    rollback: z.string().max(500).optional().describe('The command or the step that goes back'),
    logs: z.string().max(500).optional().describe('Where the logs are read'),
    monitors: z.string().max(500).optional().describe('Where the monitors are seen'),
    errors: z.string().max(500).optional().describe('Where errors are collected'),
    database: name.optional().describe('Where the data lies'),
    backups: z.string().max(500).optional().describe('What is backed up, how often, and for how long it is kept'),
    restored: z.iso.date().optional().describe('The day a backup was last restored, to see that it works'),
    secrets_in: name.optional().describe('Where secrets live, such as "Vercel environment variables"'),
    costs: z.string().max(1_000).optional().describe('What it costs a month, and the caps that are set'),
    support: name.optional().describe('Where customers write to'),
    access: z.array(access).default([]).describe('Who can enter what, and how; never a password'),
    backlog: z.array(name).default([]).describe('What to do next, the most important first'),
  })
  .prefault({})
  .describe('What a handover must say and no tool can see');

export type HandoverConfig = z.output<typeof handoverConfig>;
