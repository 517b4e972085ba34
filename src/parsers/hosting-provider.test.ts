import { expect, test } from 'vitest';
import { hostingProviderOf } from './hosting-provider.ts';

test.each([
  ['acme.github.io', 'GitHub Pages', true],
  ['acme-blog.herokuapp.com', 'Heroku', true],
  ['calm-sea-1234.herokudns.com', 'Heroku', false],
  ['www.acme.com.s3.amazonaws.com', 'Amazon S3', true],
  ['www.acme.com.s3-website-us-east-1.amazonaws.com', 'Amazon S3', true],
  ['www.acme.com.s3-website.eu-central-1.amazonaws.com', 'Amazon S3', true],
  ['acme.westeurope.cloudapp.azure.com', 'Azure', true],
  ['acme.azurewebsites.net', 'Azure App Service', false],
  ['cname.vercel-dns.com', 'Vercel', false],
])('%s is an alias of %s', (alias, name, open) => {
  expect(hostingProviderOf(alias)).toMatchObject({ name, open });
});

test.each(['acme-123.eu-west-1.elb.amazonaws.com', 'notgithub.io', 'github.io.evil.example', 'acme.cloudfront.net', ''])(
  'an alias that cannot be claimed, or only looks like one, has no provider: %s',
  (alias) => expect(hostingProviderOf(alias)).toBeNull(),
);
