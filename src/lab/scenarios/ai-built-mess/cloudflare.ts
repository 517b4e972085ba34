import type { ScenarioAccount } from '../../cloudflare/account.ts';
import { ASSIGNED } from './dns.ts';

/** The founder added the site, let today's records be imported, made one rule from a tutorial, and stopped at the name servers. */
export const cloudflare: ScenarioAccount = {
  zones: [
    {
      name: 'coachly.test',
      nameServers: ASSIGNED,
      edge: ['104.21.33.7', '172.67.145.90'],
      imported: { proxied: ['@', 'www', 'app', 'api'] },
      settings: { ssl: 'flexible' },
      rules: {
        http_request_cache_settings: [
          {
            ref: 'blog-images',
            action: 'set_cache_settings',
            description: 'Blog images (from the tutorial)',
            expression: '(http.host eq "blog.coachly.test" and http.request.uri.path.extension in {"png" "jpg"})',
            action_parameters: { cache: true, edge_ttl: { mode: 'respect_origin' } },
          },
        ],
      },
    },
  ],
};
