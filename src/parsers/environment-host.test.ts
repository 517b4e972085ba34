import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { environmentOf } from './environment-host.ts';

test.each([
  ['localhost', 'local'],
  ['app.localhost', 'local'],
  ['LocalHost.', 'local'],
  ['192.168.1.20', 'local'],
  ['172.31.0.1', 'local'],
  ['[::1]', 'local'],
  ['[fd00::1]', 'local'],
  ['169.254.169.254', 'local'],
  ['10.0.0.1.nip.io', 'local'],
  ['db.internal', 'local'],
  ['ab12-3.ngrok-free.app', 'tunnel'],
  ['quick-fox-ran.trycloudflare.com', 'tunnel'],
  ['mine.loca.lt', 'tunnel'],
  ['laptop.tail1234.ts.net', 'tunnel'],
  ['abc-00-xyz.janeway.replit.dev', 'development'],
  ['k03e2io1v3fx9wvj0vr8qd5q58o56n-fkdo--5173--a1b2c3d4.local-credentialless.webcontainer.io', 'development'],
  ['0a1b2c3d-1111-2222-3333-444455556666.lovableproject.com', 'development'],
  ['3000-owner-repo-abc.ws-eu1.gitpod.io', 'development'],
  ['name-5173.app.github.dev', 'development'],
  ['shop-git-main-acme.vercel.app', 'preview'],
  ['shop-3f9kq2x1z-acme.vercel.app', 'preview'],
  ['deploy-preview-12--shop.netlify.app', 'preview'],
  ['id-preview--0a1b2c3d.lovable.app', 'preview'],
  ['4f2a91bc.shop.pages.dev', 'preview'],
  ['shop--pr12-abc123.web.app', 'preview'],
  ['shop-pr-7.onrender.com', 'preview'],
  ['0123abcd-worker.acme.workers.dev', 'preview'],
])('%s is a %s environment', (host, kind) => {
  expect(environmentOf(host)?.kind).toBe(kind);
});

test.each([
  'acme.com',
  'app.acme.com',
  'shop.vercel.app',
  'my-shop-landing-page.vercel.app',
  'cname.vercel-dns.com',
  'shop.netlify.app',
  'shop.pages.dev',
  'shop.lovable.app',
  'shop.replit.app',
  'shop.onrender.com',
  'shop.fly.dev',
  'shop.web.app',
  'worker.acme.workers.dev',
  'localhost.acme.com',
  'notngrok.io',
  '8.8.8.8',
  '172.32.0.1',
  '[2606:4700::1111]',
  'internal.acme.com',
  'acme.test',
  '',
])('%s may be production', (host) => {
  expect(environmentOf(host)).toBeNull();
});

test('any text is answered', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(environmentOf(text)?.service ?? '-').not.toBe('');
    }),
  );
});
