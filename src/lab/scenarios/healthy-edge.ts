import type { Scenario } from '../scenario.ts';
import { CLOUDFLARE_DNS } from './world.ts';

/** Acme's zone as its founder had it planned and applied: strict to the origin, modern TLS, one address, a brake on the doors. */
export const cloudflare: NonNullable<Scenario['cloudflare']> = {
  zones: [
    {
      name: 'acme.test',
      nameServers: CLOUDFLARE_DNS,
      edge: ['104.21.44.7', '172.67.150.90'],
      imported: { proxied: [] },
      settings: {
        ssl: 'strict',
        min_tls_version: '1.2',
        security_header: {
          strict_transport_security: { enabled: true, max_age: 31_536_000, include_subdomains: false, preload: false, nosniff: false },
        },
      },
      rules: {
        http_request_dynamic_redirect: [
          {
            ref: 'launch-ready-canonical',
            action: 'redirect',
            description: 'One address: www.acme.test and http lead to https://acme.test',
            expression: '(http.host eq "www.acme.test" or (http.host eq "acme.test" and not ssl))',
            action_parameters: {
              from_value: {
                status_code: 301,
                preserve_query_string: true,
                target_url: { expression: 'concat("https://acme.test", http.request.uri.path)' },
              },
            },
          },
          {
            ref: 'launch-ready-https',
            action: 'redirect',
            description: 'Every other host: http leads to https',
            expression: '(not http.host in {"acme.test" "www.acme.test"} and not ssl)',
            action_parameters: {
              from_value: {
                status_code: 301,
                preserve_query_string: true,
                target_url: { expression: 'concat("https://", http.host, http.request.uri.path)' },
              },
            },
          },
        ],
        http_ratelimit: [
          {
            ref: 'launch-ready-doors',
            action: 'block',
            description: 'Brake on login, signup and password reset',
            expression: 'http.request.uri.path in {"/login" "/signup"}',
            ratelimit: { characteristics: ['cf.colo.id', 'ip.src'], period: 10, requests_per_period: 20, mitigation_timeout: 10 },
          },
        ],
      },
    },
  ],
};
