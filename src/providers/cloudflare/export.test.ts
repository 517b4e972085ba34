import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zoneWith } from '../../../test/edge/zone.ts';
import { renderBind } from './bind.ts';
import { renderTerraform } from './terraform.ts';

const state = zoneWith([
  'A @ 192.0.2.1',
  'AAAA @ 2001:db8::1',
  'CNAME www acme.com',
  'A * 192.0.2.1',
  'MX @ 10 mail.acme.com',
  'A mail 192.0.2.2',
  'CAA @ 0 issue "letsencrypt.org"',
  'SRV _sip._tcp 10 5 5060 mail.acme.com',
  `TXT google._domainkey v=DKIM1; k=rsa; p=${'A1b2'.repeat(100)}`,
  'TXT @ v=spf1 include:_spf.google.com ~all',
  'TXT x say "hi" \\ ${env}; done',
]);

test('the zone file is clean for named-checkzone (DNS-2, EDG-7)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-zone-'));
  try {
    const file = join(folder, 'acme.com.zone');
    writeFileSync(file, renderBind(state, 2026112501));
    const { status, stdout } = spawnSync('named-checkzone', ['-D', 'acme.com', file], {
      encoding: 'utf8',
      env: { PATH: `${process.env['PATH']}:/usr/sbin:/usr/bin` },
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(stdout.split('\n').filter((line) => /\sIN\s+(A|AAAA|CNAME|MX|CAA|SRV|TXT)\s/.test(line))).toHaveLength(state.records.length);
    expect(stdout).toContain('say \\"hi\\" \\\\ ${env}; done');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('an alias at the apex, which no zone file may hold, is written as a comment', () => {
  const flat = zoneWith(['CNAME @ app.vercel.test']);
  expect(renderBind(flat, 1)).toContain('; flattened by the edge: acme.com.');
});

test('Terraform is written with import blocks, and nothing in it is a template', () => {
  const some = zoneWith(['A @ 192.0.2.1', 'TXT @ a ${b} "c"'], {
    id: 'zone1',
    settings: { ssl: { value: 'strict', editable: true, modified: null } },
  });
  some.rules.http_ratelimit = {
    id: 'set1',
    rules: [
      {
        id: 'rule1',
        ref: 'launch-ready-doors',
        action: 'block',
        expression: 'http.request.uri.path eq "/login"',
        description: 'Brake',
        enabled: true,
        ratelimit: { period: 10, characteristics: ['ip.src', 'cf.colo.id'] },
      },
    ],
  };
  expect(renderTerraform(some)).toMatchInlineSnapshot(`
    "# acme.com (zone zone1)
    terraform {
      required_providers {
        cloudflare = {
          source  = "cloudflare/cloudflare"
          version = "~> 5.0"
        }
      }
    }

    resource "cloudflare_dns_record" "a_apex" {
      zone_id = "zone1"
      name    = "acme.com"
      type    = "A"
      content = "192.0.2.1"
      ttl     = 1
      proxied = false
    }

    import {
      to = cloudflare_dns_record.a_apex
      id = "zone1/0"
    }

    resource "cloudflare_dns_record" "txt_apex" {
      zone_id = "zone1"
      name    = "acme.com"
      type    = "TXT"
      content = "\\"a $\${b} \\\\\\"c\\\\\\"\\""
      ttl     = 1
      proxied = false
    }

    import {
      to = cloudflare_dns_record.txt_apex
      id = "zone1/1"
    }

    resource "cloudflare_zone_setting" "ssl" {
      zone_id    = "zone1"
      setting_id = "ssl"
      value      = "strict"
    }

    import {
      to = cloudflare_zone_setting.ssl
      id = "zone1/ssl"
    }

    resource "cloudflare_ruleset" "http_ratelimit" {
      zone_id = "zone1"
      name    = "default"
      kind    = "zone"
      phase   = "http_ratelimit"
      rules   = [
        {
          ref = "launch-ready-doors"
          action = "block"
          expression = "http.request.uri.path eq \\"/login\\""
          description = "Brake"
          enabled = true
          ratelimit = {
            period = 10
            characteristics = [
              "ip.src",
              "cf.colo.id",
            ]
          }
        },
      ]
    }

    import {
      to = cloudflare_ruleset.http_ratelimit
      id = "zones/zone1/set1"
    }
    "
  `);
});
