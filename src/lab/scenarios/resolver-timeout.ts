import { defineScenario } from '../scenario.ts';

export default defineScenario({
  name: 'resolver-timeout',
  title: 'No DNS at all',
  about: 'The network you audit from has a resolver that never answers, so nothing can be said about the product.',
  domain: 'quiet.test',
  zones: [
    {
      name: 'quiet.test',
      servers: [
        { name: 'ns1.quiet.test', address: '205.251.192.77' },
        { name: 'ns2.quiet.test', address: '205.251.198.12' },
      ],
      records: ['@ 300 A 76.76.21.93', 'www 300 CNAME @', '@ MX 10 mx', 'mx A 217.70.184.3'],
    },
  ],
  sites: [
    {
      hosts: ['quiet.test', 'www.quiet.test'],
      addresses: ['76.76.21.93'],
      http: [{ path: '*', redirect: { to: 'https://quiet.test' } }],
      https: [{ path: '*', body: '<!doctype html><title>Quiet</title><h1>Quiet</h1>' }],
    },
  ],
  resolver: 'timeout',
  faults: [],
  expect: { decision: 'cannot-tell' },
});
