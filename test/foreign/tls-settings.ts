/** How a server is set up, and the versions that it then takes. */
export interface Setting {
  name: string;
  /** Nginx of Debian where left out; GnuTLS has what OpenSSL is built without, Node an OpenSSL with post-quantum groups. */
  on?: 'gnutls' | 'node';
  /** Versions in order; none for a port without TLS. */
  protocols: string;
  /** OpenSSL's cipher list, or GnuTLS's priority string. */
  ciphers?: string;
  keys?: readonly ('ec' | 'rsa2048')[];
  /** Bits of the finite-field prime; 2048 where left out. */
  dh?: 1024 | 2048;
  /** What nginx offers for the key exchange; all that OpenSSL has where left out. */
  groups?: string;
  http2?: true;
  /** Any other name is refused (unrecognized_name). */
  named?: true;
  /** Further lines for nginx; `{folder}` holds what the test made. */
  more?: string;
}

const HIGH = 'HIGH:!aNULL:!MD5';
const OLD = '@SECLEVEL=0';
/** As Mozilla recommends it, 2026-11 (https://ssl-config.mozilla.org). */
const INTERMEDIATE = {
  protocols: 'TLSv1.2 TLSv1.3',
  ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
  groups: 'X25519:prime256v1:secp384r1',
} as const;

/** As administrators write them, and as they should not. */
export const SETTINGS: readonly Setting[] = [
  { name: 'TLS 1.3 alone', protocols: 'TLSv1.3' },
  { name: 'intermediate, RSA', ...INTERMEDIATE },
  { name: 'intermediate, ECDSA', ...INTERMEDIATE, keys: ['ec'] },
  { name: 'intermediate, two keys, HTTP/2', ...INTERMEDIATE, keys: ['ec', 'rsa2048'], http2: true },
  { name: 'intermediate, a stapled answer', ...INTERMEDIATE, more: 'ssl_stapling on; ssl_stapling_file {folder}/staple.der;' },
  { name: 'intermediate, certified clients alone', ...INTERMEDIATE, more: 'ssl_verify_client on; ssl_client_certificate {folder}/ec.pem;' },
  { name: 'intermediate, only for known names', ...INTERMEDIATE, named: true },
  { name: 'P-384 alone', ...INTERMEDIATE, groups: 'secp384r1' },
  { name: 'the order of the server', ...INTERMEDIATE, groups: 'secp384r1:X25519', more: 'ssl_prefer_server_ciphers on;' },
  { name: 'the list of the manual', protocols: 'TLSv1.2 TLSv1.3', ciphers: HIGH },
  { name: 'all versions', protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3', ciphers: `${HIGH}:${OLD}`, groups: INTERMEDIATE.groups },
  {
    name: 'everything that OpenSSL has, two keys',
    protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
    ciphers: `ALL:COMPLEMENTOFALL:${OLD}`,
    groups: INTERMEDIATE.groups,
    keys: ['rsa2048', 'ec'],
  },
  { name: 'TLS 1.0 alone', protocols: 'TLSv1', ciphers: `${HIGH}:${OLD}` },
  { name: 'TLS 1.1 alone', protocols: 'TLSv1.1', ciphers: `${HIGH}:${OLD}`, keys: ['ec'] },
  { name: 'TLS 1.0 and 1.2, with a gap', protocols: 'TLSv1 TLSv1.2', ciphers: `AES128-SHA:AES128-GCM-SHA256:${OLD}` },
  { name: 'CBC alone', protocols: 'TLSv1 TLSv1.1 TLSv1.2', ciphers: `ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:AES256-SHA256:${OLD}` },
  { name: 'no forward secrecy', protocols: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-SHA:AES128-GCM-SHA256' },
  { name: 'no encryption', protocols: 'TLSv1.2', ciphers: `eNULL:${OLD}`, keys: ['rsa2048', 'ec'] },
  { name: 'no certificate', protocols: 'TLSv1.2 TLSv1.3', ciphers: `aNULL:${OLD}`, groups: INTERMEDIATE.groups },
  { name: 'Camellia and ARIA', protocols: 'TLSv1.2', ciphers: 'CAMELLIA:ARIA:!aNULL:!PSK', keys: ['rsa2048', 'ec'] },
  { name: 'CCM', protocols: 'TLSv1.2', ciphers: 'AESCCM:AESCCM8:!PSK', keys: ['ec'] },
  { name: 'DHE alone', protocols: 'TLSv1.2', ciphers: 'DHE:!aNULL:!PSK' },
  {
    name: 'DHE of 1024 bits',
    protocols: 'TLSv1 TLSv1.1 TLSv1.2',
    ciphers: `DHE-RSA-AES128-SHA:DHE-RSA-AES128-GCM-SHA256:${OLD}`,
    dh: 1024,
  },
  {
    name: 'DHE of 1024 bits behind what is sound',
    protocols: 'TLSv1.2 TLSv1.3',
    ciphers: `ECDHE+AESGCM:DHE+AESGCM:AES128-SHA:${OLD}`,
    dh: 1024,
    groups: INTERMEDIATE.groups,
    more: 'ssl_prefer_server_ciphers on;',
  },
  { name: 'no TLS', protocols: '' },
  { name: 'GnuTLS as it comes', on: 'gnutls', protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3', ciphers: 'NORMAL' },
  { name: 'GnuTLS, strong', on: 'gnutls', protocols: 'TLSv1.2 TLSv1.3', ciphers: 'SECURE256:-DHE-RSA:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3' },
  {
    name: 'GnuTLS, triple DES and RC4',
    on: 'gnutls',
    protocols: 'TLSv1 TLSv1.1 TLSv1.2',
    ciphers: 'NORMAL:-VERS-TLS1.3:-CIPHER-ALL:+3DES-CBC:+ARCFOUR-128:+AES-128-CBC:-DHE-RSA:+MD5',
  },
  { name: 'Node, post-quantum groups', on: 'node', protocols: 'TLSv1.2 TLSv1.3' },
];
