/**
 * The CAA names each certificate authority accepts (RFC 8659 section 4.2), by the organisation in its issuing certificates.
 * From the authorities' practice statements and the CCADB report of CAA identifiers, read 2026-11-22. The first name is the one to add.
 */
const AUTHORITIES: readonly { organisation: RegExp; caa: readonly [string, ...string[]] }[] = [
  { organisation: /^(Let's Encrypt|Internet Security Research Group|ISRG)$/i, caa: ['letsencrypt.org'] },
  { organisation: /^Google Trust Services( LLC)?$/i, caa: ['pki.goog'] },
  {
    organisation: /^Amazon( Trust Services)?$/i,
    caa: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com', 'aws.amazon.com'],
  },
  {
    organisation: /^(Sectigo Limited|COMODO CA Limited|The USERTRUST Network)$/i,
    caa: [
      'sectigo.com',
      'comodoca.com',
      'comodo.com',
      'usertrust.com',
      'trust-provider.com',
      'entrust.net',
      'affirmtrust.com',
      'zerossl.com',
    ],
  },
  { organisation: /^ZeroSSL( GmbH)?$/i, caa: ['sectigo.com', 'zerossl.com', 'comodoca.com', 'usertrust.com', 'trust-provider.com'] },
  {
    organisation: /^(DigiCert,? Inc\.?|GeoTrust|GeoTrust Inc\.|RapidSSL|thawte, Inc\.|Cloudflare, Inc\.)$/i,
    caa: [
      'digicert.com',
      'www.digicert.com',
      'geotrust.com',
      'rapidssl.com',
      'thawte.com',
      'symantec.com',
      'digicert.ne.jp',
      'cybertrust.ne.jp',
      'quovadisglobal.com',
      'digitalcertvalidation.com',
      'amazon.com',
      'amazontrust.com',
      'awstrust.com',
      'amazonaws.com',
    ],
  },
  { organisation: /^GlobalSign( nv-sa)?$/i, caa: ['globalsign.com'] },
  {
    organisation: /^(GoDaddy\.com, Inc\.|GoDaddy Inc\.|Starfield Technologies(, Inc\.)?)$/i,
    caa: ['godaddy.com', 'starfieldtech.com', 'amazon.com'],
  },
  { organisation: /^SSL Corp(oration)?$/i, caa: ['ssl.com', 'entrust.net', 'affirmtrust.com'] },
  { organisation: /^Entrust(, Inc\.| Limited| Corporation)?$/i, caa: ['entrust.net', 'affirmtrust.com'] },
  { organisation: /^Microsoft Corporation$/i, caa: ['microsoft.com', 'digicert.com'] },
  { organisation: /^Certainly$/i, caa: ['certainly.com'] },
  { organisation: /^Buypass AS/i, caa: ['buypass.com', 'buypass.no'] },
  { organisation: /^Actalis S\.p\.A\./i, caa: ['actalis.it'] },
  { organisation: /^(Asseco Data Systems S\.A\.|Unizeto Technologies S\.A\.|Certum)$/i, caa: ['certum.pl', 'certum.eu'] },
  { organisation: /^IdenTrust(, Inc\.)?$/i, caa: ['identrust.com'] },
  { organisation: /^Hellenic Academic and Research Institutions CA$/i, caa: ['harica.gr'] },
  { organisation: /^SwissSign AG$/i, caa: ['swisssign.com'] },
  { organisation: /^D-Trust GmbH$/i, caa: ['d-trust.net', 'dtrust.de', 'd-trust.de'] },
];

/** Names whose CAA value a founder may need, for steps in words. */
export const USUAL_CAA =
  "Let's Encrypt: letsencrypt.org; Google Trust Services: pki.goog; Amazon: amazon.com; Sectigo and ZeroSSL: sectigo.com; DigiCert: digicert.com; SSL.com: ssl.com";

/** The CAA names that let an authority issue; undefined for organisations not in the table. */
export function caaNamesOf(organisation: string): readonly [string, ...string[]] | undefined {
  return AUTHORITIES.find((authority) => authority.organisation.test(organisation))?.caa;
}
