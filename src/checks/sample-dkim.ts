import type { Saw } from '../core/check.ts';
import type { mailDkim } from '../probes/mail/dkim.ts';

/** What the DKIM probe saw. */
export type DkimSaw = Saw<{ dkim: typeof mailDkim }>['dkim'];

/** Public RSA keys of 768, 1024 and 2048 bits, made for the examples of checks. */
export const RSA_768 =
  'MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAN09cqG7VStrQgNMYKxfAL3F4vO4eyo1i/MULvUSTSGm1pQPRSOXAnpoB9YUC+ggEo0pglfBfohmVh' +
  'trt8hpntRUkUtG2lnr0SgfxG97f+7fAZO7D+5LqU5zkiWl13LOmQIDAQAB';
export const RSA_1024 =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDHtQbG8DJpXaPOp6SZtckN4ZP0uLm1DMaG63a8KRBC0n2uKlDz0UztL4FXn+XvY/YFqWLx8l' +
  '4skr85itU5yMk4KvnpYB5ZPZPowYobm+TO8OEXzBQZJPCwp2TgaEIvC944gyREDYrKFB9CRuePZp5/lcDVfqIrLozbs4dg8M3OUQIDAQAB';
export const RSA_2048 =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuA0A3aOKWD3Osr2raz2cz389qoqiUVu5SiXiG/Y2PP2VSdO8COWWoAE5H7BmA16cn9' +
  'IPEi8Ls356gRGcDmWpWNN4MqNVCiwhG0Tp8irPrE//4P/vje0phRuqLyCjouVO6WXlhCthVGWjm1RnU3J8tv/GxsDJ4OyHjP58hSu0wFO+6DU7' +
  '0je0ixTV/upMebDZMRP9jq2DZRCUX7h5mb36cyvGGovqFbug5zLvFp0u6NtgLurFmPW84UEEpZjTYzjoYejLD5QC/R6di/kEdp+EAeyzsQETJS' +
  '/fwcuIok3wd8P1RItrrQ8ZqXhW62jIphaz97kLBGhRX3m7i7sfTibo2QIDAQAB';

/** A public Ed25519 key: the one of RFC 8463 appendix A. */
export const ED25519 = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

/** Evidence of DKIM selectors, for the examples of checks. */
export function dkimSaw(selectors: Readonly<Record<string, string | null>>, changes: Partial<DkimSaw> = {}): DkimSaw {
  return {
    wildcard: false,
    parent: Object.keys(selectors).length > 0 ? 'nodata' : 'nxdomain',
    asked: 61,
    selectors: Object.entries(selectors).map(([selector, record]) => ({
      selector,
      cname: record === null ? `${selector}.gone.example` : null,
      record,
    })),
    ...changes,
  };
}
