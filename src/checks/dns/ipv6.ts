import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { httpFamilies } from '../../probes/http/families.ts';
import { byDns } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { answered, resolved } from '../host-answers.ts';
import { plain, shortUrl } from '../plain.ts';

type Families = Saw<{ families: typeof httpFamilies }>['families'];
type Side = NonNullable<Families['four']>;

/** Pages that share fewer words than this are not two answers of one app. */
const ALIKE = 0.3;

const side = (address: string, change: Partial<Side> = {}): Side => ({ address, status: 200, location: null, error: null, ...change });
const OLD = '2001:db8::7';
const silent = (code: string): Partial<Side> => ({ status: null, error: { code, message: `acme.com says ${code}` } });
const saw = (six: Partial<Side> | null, alike: number | null = null) => ({
  families: { four: side('203.0.113.7'), six: six && side(OLD, six), alike },
  answers: resolved(['203.0.113.7', OLD]),
});

export default defineCheck({
  id: 'dns/ipv6',
  requirements: ['DNS-1', 'DNS-11'],
  title: 'IPv6 and IPv4 lead to the same app',
  failing: 'Visitors with IPv6 get an error or another site',
  severity: 'high',
  hurts: ['traffic', 'login', 'billing'],
  why: 'About half of all visitors, most of them on phones, come over IPv6. A forgotten AAAA record sends them to an old server while all works for you.',
  learn: ['https://www.rfc-editor.org/rfc/rfc8305', 'https://www.google.com/intl/en/ipv6/statistics.html'],
  on: 'host',
  reads: { families: httpFamilies, answers: dnsAnswers },
  options: z.object({}),
  causedBy: ['dns/resolves', 'dns/agreement'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'the same page over both', saw: saw({}, 0.97), gives: 'pass' },
    {
      name: 'no IPv6 address is no fault',
      saw: { families: { four: null, six: null, alike: null }, answers: resolved(['203.0.113.7']) },
      gives: 'skip',
    },
    { name: 'nobody listens at the IPv6 address', saw: saw(silent('ECONNREFUSED')), gives: 'fail' },
    { name: 'an error over IPv6 alone', saw: saw({ status: 502 }, 0), gives: 'fail' },
    { name: 'another site over IPv6', saw: saw({}, 0.04), gives: 'fail' },
    { name: 'a redirect to another host over IPv6', saw: saw({ status: 301, location: 'https://old.example/' }), gives: 'fail' },
    { name: 'silence over IPv6 may be this network', saw: saw(silent('timeout')), gives: 'skip' },
    {
      name: 'silence over IPv6 where a name server answers over IPv6',
      saw: {
        ...saw(silent('timeout')),
        answers: resolved(['203.0.113.7', OLD], { servers: [answered('ns1.acmedns.net', ['203.0.113.7'], { address: '2001:db8::53' })] }),
      },
      gives: 'fail',
    },
    { name: 'this network has no IPv6', saw: saw(null), gives: 'skip' },
    {
      name: 'IPv4 does not answer either',
      saw: {
        ...saw(silent('ECONNREFUSED')),
        families: { four: side('203.0.113.7', silent('ECONNREFUSED')), six: side(OLD, silent('ECONNREFUSED')), alike: null },
      },
      gives: 'skip',
    },
    {
      name: 'the app redirects to its login, with another query over IPv6',
      saw: {
        ...saw({}),
        families: {
          four: side('203.0.113.7', { status: 302, location: 'https://acme.com/login?s=1' }),
          six: side(OLD, { status: 302, location: 'https://acme.com/login?s=2' }),
          alike: null,
        },
      },
      gives: 'pass',
    },
  ],
  judge({ families: { four, six, alike }, answers }, context) {
    const { host, zone } = hostIn(context);
    if (!four) return { is: 'skip', because: `${host} has no addresses of both families to compare.` };
    if (!six) return { is: 'skip', because: `This network has no IPv6, so the IPv6 address of ${host} cannot be tried.` };
    if (four.status === null) return { is: 'skip', because: `${host} does not answer over IPv4 either.` };
    const works = answers.servers.some(
      ({ address, outcome }) => address.includes(':') && outcome !== 'timeout' && outcome !== 'unreachable',
    );
    if (six.error?.code === 'timeout' && !works)
      return { is: 'skip', because: `${six.address} did not answer from here; that may be this network's IPv6.` };
    const wrong = difference(four, six, alike);
    if (wrong === null) return { is: 'pass', found: `${host} answers alike at ${four.address} and ${six.address}.` };
    return {
      is: 'fail',
      ...stakesOf(host, context.config),
      found: `${host}: ${wrong}`,
      at: [{ at: `${host} AAAA ${six.address}` }],
      fix: byDns(
        { zone, remove: [{ name: host, type: 'AAAA', data: six.address }] },
        {
          goal: `Visitors of ${host} reach the same app over IPv4 and IPv6.`,
          not: `touch the A record, or remove AAAA records of other hosts. If your platform names another IPv6 address for ${host}, enter that one in its place.`,
          verify: `curl -6 -sSI https://${host}/`,
          shows: 'cannot resolve the host any more, or prints the same status as `curl -4` once you entered the address of your platform.',
          minutes: 10,
        },
      ),
    };
  },
});

/** What a visitor over IPv6 sees otherwise; null when nothing. */
function difference(four: Side, six: Side, alike: number | null): string | null {
  const [over4, over6] = [`over IPv4 (${four.address})`, `over IPv6 (${six.address})`];
  if (six.error) return `${plain(six.error.message, 160)} ${over6}, and it answers ${four.status} ${over4}.`;
  const [leads4, leads6] = [placeOf(four.location), placeOf(six.location)];
  if (leads4 !== leads6) return `it ${says(six)} ${over6}, and ${says(four)} ${over4}.`;
  if (Math.floor(four.status! / 100) !== Math.floor(six.status! / 100)) return `it ${says(six)} ${over6}, and ${says(four)} ${over4}.`;
  if (alike === null || alike >= ALIKE || four.status! >= 400) return null;
  return `the page ${over6} is another one than ${over4}: they share ${Math.round(alike * 100)} % of their words.`;
}

function says({ status, location }: Side): string {
  return location === null ? `answers ${status}` : `redirects to ${shortUrl(location)}`;
}

/** Host and path: what follows differs from answer to answer. */
function placeOf(location: string | null): string | null {
  const url = location === null ? null : URL.parse(location);
  return url && `${url.host}${url.pathname}`;
}
