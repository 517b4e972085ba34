import { expect, test } from 'vitest';
import { https, openWeb } from '../../../test/web.ts';
import { httpDeception } from './deception.ts';

test('the page, the same with the name of a file twice, and a path that no site has', async () => {
  const asked: string[] = [];
  const secure = await https(['acme.test'], (request, response) => {
    asked.push(request.url ?? '');
    if (!request.url?.startsWith('/dashboard')) response.writeHead(404).end();
    else response.writeHead(307, { Location: '/login?next=%2F', Age: String(asked.filter((path) => path.endsWith('.css')).length) }).end();
  });
  await using web = await openWeb({ '192.0.2.1:443': secure }, ['acme.test A 192.0.2.1']);
  const subject = { kind: 'url', url: 'https://acme.test/dashboard', for: 'dashboard' } as const;
  const saw = httpDeception.sees.parse(await httpDeception.collect(subject, web.io));
  expect(saw.page).toMatchObject({ status: 307, location: 'https://acme.test/login' });
  expect(saw.file).toMatchObject({ status: 307, location: 'https://acme.test/login' });
  expect(saw.random.status).toBe(404);
  expect(asked.filter((path) => path === '/dashboard/launch-ready-check.css')).toHaveLength(2);
  expect(asked).toHaveLength(4);
});
