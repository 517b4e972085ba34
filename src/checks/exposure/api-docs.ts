import { defineCheck } from '../../core/check.ts';
import { ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { roleFor } from '../host.ts';
import { count, list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/api-docs',
  requirements: ['EDG-9', 'EDG-11'],
  title: 'The description of your API is for those who need it',
  failing: 'Anybody can read the plan of your API',
  severity: 'low',
  hurts: ['data', 'trust'],
  why: 'A description of the API lists every route, also those for admins. Publish it for customers on purpose, not by a default.',
  learn: [
    'https://fastapi.tiangolo.com/tutorial/metadata/',
    'https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/',
  ],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no description', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /openapi.json with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'a description with routes for admins',
      saw: sampleExposed({ apis: [{ path: '/openapi.json', title: 'FastAPI', paths: 31, names: ['/admin/users'] }] }),
      gives: 'fail',
    },
    {
      name: 'the API documentation of a docs host',
      subject: { kind: 'host', host: 'docs.acme.com', port: 443 },
      saw: sampleExposed({ apis: [{ path: '/openapi.json', title: 'Acme', paths: 12, names: [] }] }),
      gives: 'pass',
    },
    {
      name: 'a GraphQL server that tells its types',
      subject: { kind: 'host', host: 'api.acme.com', port: 443 },
      saw: sampleExposed({ apis: [{ path: '/graphql', title: 'GraphQL', paths: 48, names: ['AdminUser'] }] }),
      gives: 'fail',
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 503', unasked: ['/openapi.json'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host }, config }) {
    const [api] = exposed.apis;
    if (!api) return unlessUnasked(host, exposed, /^\/(?:openapi|swagger|graphql)/);
    const url = `https://${host}${api.path}`;
    const named = list(api.names.map((each) => plain(each, 60)));
    if (roleFor(config, host) === 'docs' && named === '') return { is: 'pass', found: `${url} is documentation on purpose.` };
    const title = api.title === '' ? 'an API' : `“${plain(api.title, 60)}”`;
    return {
      is: 'fail',
      found: `${url} describes ${title}: ${count(api.paths, api.path === '/graphql' ? 'type' : 'path')}${named === '' ? '' : `, among them ${named}`}.`,
      fix: byHand(
        [
          'FastAPI: FastAPI(openapi_url=None, docs_url=None, redoc_url=None) in production. NestJS: call SwaggerModule.setup outside production alone.',
          'GraphQL: introspection: false in production (Apollo and Yoga: NoSchemaIntrospectionCustomRule of graphql-js).',
          'Express: mount swagger-ui-express outside production alone, or behind the login of your team.',
          'If customers need it, publish a description without the routes for admins, and let each route check who asks.',
        ],
        {
          prompt: {
            goal: `${url} is no longer public, or holds public routes alone.`,
            change: 'switch the generated API description and its page off in production, or put them behind the admin login.',
            not: 'rely on hidden paths: each route must check the login and the rights of its caller.',
            see: `\`${showStatus(url)}\` prints 401 or 404.`,
          },
          verify: showStatus(url),
          minutes: 15,
        },
      ),
    };
  },
});
