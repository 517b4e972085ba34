import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { DnsRecord } from '../../core/fix.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { isPrivate } from '../../parsers/ip-address.ts';
import { auditOf, byDns, byHand, dig } from '../fix.ts';
import { hostIn } from '../host.ts';
import { addressesOf, aliased, resolved } from '../host-answers.ts';
import { list } from '../plain.ts';

export default defineCheck({
  id: 'dns/private-address',
  requirements: ['DNS-1'],
  title: 'Public names have public addresses',
  failing: 'Nobody outside your network can open this name',
  severity: 'high',
  hurts: ['login', 'traffic', 'data'],
  why: 'A private address works on your own machine or network only. Customers get an error, and strangers learn how your network is built.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc1918#section-5',
    'https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml',
  ],
  on: 'host',
  reads: { answers: dnsAnswers },
  options: z.object({}),
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'a public address', saw: { answers: resolved(['203.0.113.7', '2001:db8::7']) }, gives: 'pass' },
    { name: 'the address of a home network', saw: { answers: resolved(['192.168.1.20']) }, gives: 'fail' },
    { name: 'loopback beside a public address', saw: { answers: resolved(['127.0.0.1', '203.0.113.7']) }, gives: 'fail' },
    {
      name: 'the resolver hides private answers, the name server does not',
      saw: { answers: { ...resolved(['10.0.0.4']), resolver: { outcome: 'nodata', addresses: [], cnames: [] } } },
      gives: 'fail',
    },
    {
      name: 'an alias of a name that leads home',
      subject: { kind: 'host', host: 'app.acme.com', port: 443 },
      saw: { answers: aliased('office.dyndns.example', ['fd00::4']) },
      gives: 'fail',
    },
    {
      name: 'a development name for the own machine',
      subject: { kind: 'host', host: 'dev.acme.com', port: 443 },
      saw: { answers: resolved(['127.0.0.1']) },
      gives: { fail: 'low' },
    },
    { name: 'no address at all', saw: { answers: resolved([]) }, gives: 'skip' },
  ],
  judge({ answers }, context) {
    const { host, zone, role } = hostIn(context);
    const own = [...new Set(answers.servers.filter((server) => server.cname === null).flatMap(addressesOf))];
    const all = [...new Set([...answers.resolver.addresses, ...own])];
    if (all.length === 0) return { is: 'skip', because: `${host} has no address.` };
    const inside = all.filter(isPrivate);
    if (inside.length === 0) return { is: 'pass', found: `${host} leads to ${list(all)}.` };
    const internal = role === 'staging' || role === 'preview';
    const telling = {
      goal: internal
        ? `Public DNS does not tell how the network of ${zone} is built.`
        : `${host} leads to the public address of the product.`,
      not: 'open a port in your router or expose your own machine to make the address work.',
      verify: dig('A', host, auditOf(zone, 'dns')),
      shows: 'prints only addresses of your hosting platform.',
      minutes: 15,
    };
    const alias = answers.resolver.cnames.length > 0 || answers.alias !== null;
    const remove = inside.map((data): DnsRecord => ({ name: host, type: data.includes(':') ? 'AAAA' : 'A', data }));
    return {
      is: 'fail',
      ...(internal ? { severity: 'low' as const } : {}),
      found: `Public DNS says ${host} is at ${list(inside)}, which exists only inside a private network or on one machine.`,
      at: [{ at: host }],
      fix: alias
        ? byHand(
            [
              `Open the DNS zone ${zone} and find the alias (CNAME) of ${host}.`,
              `Replace it by the record that the platform which runs ${host} shows under custom domains.`,
              'If nobody outside needs the name, delete it and use a VPN name instead.',
            ],
            telling,
          )
        : byDns(
            { zone, remove },
            { ...telling, not: `${telling.not} If ${host} has no other address, add the record its platform shows.` },
          ),
    };
  },
});
