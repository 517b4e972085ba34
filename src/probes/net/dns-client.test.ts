import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import dnsPacket from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, dnsServer, type Reaction, type Serve } from '../../../test/dns-server.ts';
import { routeTo, testIo } from '../../../test/io.ts';
import { ask } from './dns-ask.ts';
import { addressesOf, resolve } from './dns-client.ts';

const A = (data: string, name = 'acme.test') => ({ name, type: 'A' as const, ttl: 60, data });
const PATIENCE = 300;

async function asking(react: (asked: Asked) => Reaction, options?: { tcp?: boolean | Serve }) {
  const server = await dnsServer(react, options);
  const io = testIo({ resolver: [server.at] });
  return { server, io, question: { server: server.at, name: 'acme.test', type: 'A' as const, recursion: true, timeout: PATIENCE } };
}

describe.concurrent('one question to one server', () => {
  test('the answer comes back, and the question carried EDNS and RD', async () => {
    const { server, io, question } = await asking(() => ({ answers: [A('192.0.2.1')] }));
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'message', message: { answers: [{ address: '192.0.2.1' }] } });
    expect(server.asked[0]?.packet).toMatchObject({ flag_rd: true, additionals: [{ type: 'OPT', udpPayloadSize: 1232 }] });
  });

  test('a cut answer is asked for again by TCP', async () => {
    const many = Array.from({ length: 200 }, (_, i) => A(`192.0.2.${i}`));
    const { server, io, question } = await asking(({ via }) =>
      via === 'udp' ? { flags: dnsPacket.TRUNCATED_RESPONSE } : { answers: many },
    );
    await using _ = server;
    const answer = await ask(io, question);
    expect(answer.is === 'message' && answer.message.answers).toHaveLength(200);
  });

  test('a cut answer without TCP is unreachable, never half an answer', async () => {
    const { server, io, question } = await asking(() => ({ flags: dnsPacket.TRUNCATED_RESPONSE, answers: [A('192.0.2.1')] }), {
      tcp: false,
    });
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'unreachable', code: 'ECONNREFUSED' });
  });

  test('silence is a timeout after two tries with different ids', async () => {
    const { server, io, question } = await asking(() => null);
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'timeout' });
    const ids = server.asked.map(({ packet }) => packet.id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('one lost packet is no loss', async () => {
    let lost = 0;
    const { server, io, question } = await asking(() => (lost++ === 0 ? null : { answers: [A('192.0.2.1')] }));
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'message' });
  });

  test('nobody listening is unreachable at once', async () => {
    const gone = await dnsServer(() => null);
    await gone[Symbol.asyncDispose]();
    const answer = await ask(testIo({ resolver: [gone.at] }), { server: gone.at, name: 'acme.test', type: 'A', recursion: true });
    expect(answer).toMatchObject({ is: 'unreachable', code: 'ECONNREFUSED' });
    expect(answer.ms).toBeLessThan(1_000);
  });

  test('a pointer loop in the answer is malformed', async () => {
    const { server, io, question } = await asking(({ packet }) => {
      const bytes = dnsPacket.encode({
        id: packet.id ?? 0,
        type: 'response',
        questions: packet.questions ?? [],
        answers: [A('192.0.2.1')],
      });
      const at = bytes.indexOf(Buffer.from([4, ...Buffer.from('acme')]), 20);
      bytes.writeUInt16BE(0xc000 | at, at);
      return bytes;
    });
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'malformed', why: expect.stringMatching(/itself or ahead/) as string });
  });

  test('answers with another id, to another question, or that are questions are waited past', async () => {
    const { server, io, question } = await asking(({ packet: { id = 0, questions = [] } }) => {
      const evil = { id, type: 'response' as const, questions, answers: [A('203.0.113.66')] };
      const forged = [
        { ...evil, id: (id + 1) % 65_536 },
        { ...evil, questions: [{ name: 'evil.test', type: 'A' as const }] },
        { ...evil, questions: [{ name: 'acme.test', type: 'AAAA' as const }] },
        { ...evil, type: 'query' as const },
        { ...evil, questions: [] },
      ];
      return [Buffer.from('?'), ...[...forged, { ...evil, answers: [A('192.0.2.1')] }].map((packet) => dnsPacket.encode(packet))];
    });
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'message', message: { answers: [{ address: '192.0.2.1' }] } });
    expect(server.asked).toHaveLength(1);
  });

  test('a name goes out in either case by chance, other each time, and the answer has to repeat it', async () => {
    const names: string[] = [];
    const { server, io, question } = await asking(({ packet, via }) => {
      names.push(`${via} ${packet.questions?.[0]?.name}`);
      return { answers: [A('192.0.2.1', packet.questions?.[0]?.name)] };
    });
    await using _ = server;
    for (let i = 0; i < 3; i += 1) expect(await ask(io, question)).toMatchObject({ is: 'message', message: { answers: [{}] } });
    expect(names.map((name) => name.toLowerCase())).toEqual(['udp acme.test', 'udp acme.test', 'udp acme.test']);
    expect(new Set(names).size).toBe(3);
  });

  test.each([
    ['TCP is believed in its place', true, '192.0.2.1'],
    ['a server without TCP is believed as it is', false, '203.0.113.66'],
  ])('an answer that spells the name otherwise may be forged: %s', async (_what, tcp, address) => {
    const { server, io, question } = await asking(
      ({ packet, via }) => {
        if (via === 'tcp') return { answers: [A('192.0.2.1')] };
        const questions = [{ name: 'acme.test', type: 'A' as const }];
        return dnsPacket.encode({ id: packet.id ?? 0, type: 'response', questions, answers: [A('203.0.113.66')] });
      },
      { tcp },
    );
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'message', message: { answers: [{ address }] } });
  });

  test('a packet from another port is not heard', async () => {
    const stranger = createSocket('udp4');
    stranger.bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    const victim = createSocket('udp4');
    victim.on('message', (bytes, from) => {
      const { id = 0, questions = [] } = dnsPacket.decode(bytes);
      stranger.send(dnsPacket.encode({ id, type: 'response', questions, answers: [A('203.0.113.66')] }), from.port, from.address);
    });
    victim.bind(0, '127.0.0.1');
    await once(victim, 'listening');
    const at = `127.0.0.1:${victim.address().port}`;
    try {
      expect(
        await ask(testIo({ resolver: [at] }), { server: at, name: 'acme.test', type: 'A', recursion: true, timeout: PATIENCE }),
      ).toMatchObject({ is: 'timeout' });
    } finally {
      stranger.close();
      victim.close();
    }
  });

  test('a server too old for EDNS is asked without it', async () => {
    const { server, io, question } = await asking(({ packet }) =>
      packet.additionals?.length ? { rcode: 1 } : { answers: [A('192.0.2.1')] },
    );
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is: 'message', message: { rcode: 0, answers: [{ address: '192.0.2.1' }] } });
  });

  test.each<[string, Serve, string]>([
    ['drips a byte', (socket) => socket.write(Uint8Array.of(0)), 'timeout'],
    ['closes', (socket) => socket.on('data', () => socket.end()), 'unreachable'],
    ['answers something else', (socket) => socket.write(Buffer.from('\0\x11HTTP/1.1 400 Bad\r\n')), 'malformed'],
  ])('a TCP server that %s does not hold us', async (_what, tcp, is) => {
    const { server, io, question } = await asking(() => ({ flags: dnsPacket.TRUNCATED_RESPONSE }), { tcp });
    await using _ = server;
    expect(await ask(io, question)).toMatchObject({ is });
  });

  test('a private server that DNS named is refused, and a routed one is not', async () => {
    const { server, question } = await asking(() => ({ answers: [A('192.0.2.1')] }));
    await using _ = server;
    expect(await ask(testIo(), question)).toMatchObject({ is: 'unreachable', code: 'private-address' });
    expect(server.asked).toHaveLength(0);
    const io = testIo({ route: routeTo({ '10.9.9.9:53': server }) });
    expect(await ask(io, { ...question, server: '10.9.9.9:53' })).toMatchObject({ is: 'message' });
    expect(await ask(testIo({ allowPrivate: true }), question)).toMatchObject({ is: 'message' });
  });

  test('an abort ends the wait at once', async () => {
    const stop = new AbortController();
    const { server, question } = await asking(() => (stop.abort(new Error('enough')), null));
    await using _ = server;
    await expect(ask(testIo({ resolver: [server.at], signal: stop.signal }), question)).rejects.toThrow('enough');
  });

  test('a name that is none is told in words', async () => {
    const { server, io, question } = await asking(() => null);
    await using _ = server;
    await expect(ask(io, { ...question, name: 'acme..test' })).rejects.toMatchObject({
      code: 'name-invalid',
      message: '"acme..test" is not a name that DNS can look up: a label is empty.',
    });
  });
});

describe.concurrent('the user’s resolver', () => {
  const zone = [
    'acme.test A 192.0.2.2',
    'acme.test A 192.0.2.1',
    'acme.test AAAA 2001:db8::1',
    'www.acme.test CNAME edge.acme.test',
    'edge.acme.test CNAME acme.test',
    'gone.acme.test CNAME nowhere.test',
    'mail.acme.test MX 10 mx.acme.test',
  ];

  test('addresses come with aliases followed, IPv4 first, sorted', async () => {
    await using server = await dnsServer(answersFrom(zone));
    const io = testIo({ resolver: [server.at] });
    expect(await addressesOf(io, 'WWW.acme.test.')).toEqual([
      { address: '192.0.2.1', family: 4 },
      { address: '192.0.2.2', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ]);
    expect(await addressesOf(io, 'nowhere.test')).toEqual([]);
    expect(await addressesOf(io, '[2001:db8::7]')).toEqual([{ address: '2001:db8::7', family: 6 }]);
  });

  test('found, nodata, nxdomain and servfail are answers', async () => {
    await using server = await dnsServer((asked) => (asked.name === 'broken.test' ? { rcode: 2 } : answersFrom(zone)(asked)));
    const io = testIo({ resolver: [server.at] });
    expect(await resolve(io, 'www.acme.test', 'A')).toMatchObject({ outcome: 'found', cnames: ['edge.acme.test', 'acme.test'] });
    expect(await resolve(io, 'mail.acme.test', 'A')).toMatchObject({ outcome: 'nodata', records: [], cnames: [] });
    expect(await resolve(io, 'nowhere.test', 'A')).toMatchObject({ outcome: 'nxdomain' });
    expect(await resolve(io, 'gone.acme.test', 'A')).toMatchObject({ outcome: 'nxdomain', cnames: ['nowhere.test'] });
    expect(await resolve(io, 'broken.test', 'A')).toMatchObject({ outcome: 'servfail' });
  });

  test('records of other names in the answer do not count, and an alias ring ends', async () => {
    await using server = await dnsServer(() => ({
      answers: [
        A('203.0.113.66', 'evil.test'),
        { name: 'a.test', type: 'CNAME', data: 'b.test' },
        { name: 'b.test', type: 'CNAME', data: 'a.test' },
      ],
    }));
    const io = testIo({ resolver: [server.at] });
    expect(await resolve(io, 'a.test', 'A')).toMatchObject({ outcome: 'nodata', records: [], cnames: ['b.test', 'a.test'] });
  });

  test('the same question is asked once per run, and again in another run', async () => {
    await using server = await dnsServer(answersFrom(zone));
    const io = testIo({ resolver: [server.at] });
    await Promise.all([resolve(io, 'acme.test', 'A'), resolve({ ...io }, 'ACME.test', 'A'), addressesOf(io, 'acme.test')]);
    expect(server.asked.filter(({ type }) => type === 'A')).toHaveLength(1);
    await resolve(testIo({ resolver: [server.at] }), 'acme.test', 'A');
    expect(server.asked.filter(({ type }) => type === 'A')).toHaveLength(2);
  });

  test('a probe that is stopped does not spoil the question for another', async () => {
    const started = Promise.withResolvers<void>();
    let first = true;
    await using server = await dnsServer(() => {
      if (!first) return { answers: [A('192.0.2.1')] };
      first = false;
      started.resolve();
      return null; // the second try answers
    });
    const io = testIo({ resolver: [server.at] });
    const stop = new AbortController();
    const stopped = resolve({ ...io, signal: stop.signal }, 'acme.test', 'A');
    const other = resolve(io, 'acme.test', 'A');
    await started.promise;
    stop.abort(new Error('deadline of the first probe'));
    await expect(stopped).rejects.toThrow('deadline of the first probe');
    expect(await other).toMatchObject({ outcome: 'found' });
  });

  test('a question nobody waits for any more is dropped, and can be asked afresh', async () => {
    let silent = true;
    const started = Promise.withResolvers<void>();
    await using server = await dnsServer(() => {
      started.resolve();
      return silent ? null : { answers: [A('192.0.2.1')] };
    });
    const io = testIo({ resolver: [server.at] });
    const stop = new AbortController();
    const stopped = resolve({ ...io, signal: stop.signal }, 'acme.test', 'A');
    await started.promise;
    stop.abort(new Error('cancelled'));
    await expect(stopped).rejects.toThrow('cancelled');
    silent = false;
    expect(await resolve(io, 'acme.test', 'A')).toMatchObject({ outcome: 'found' });
  });

  test('a resolver that refuses is passed over for the next', async () => {
    await using refuses = await dnsServer(() => ({ rcode: 5 }));
    await using answers = await dnsServer(answersFrom(zone));
    expect(await resolve(testIo({ resolver: [refuses.at, answers.at] }), 'acme.test', 'A')).toMatchObject({ outcome: 'found' });
    await expect(resolve(testIo({ resolver: [refuses.at] }), 'acme.test', 'A')).rejects.toMatchObject({ code: 'resolver-refused' });
  });

  test('a resolver that never answers is an error in words, within 5 s, and is waited for once', async () => {
    await using server = await dnsServer(() => null);
    const io = testIo({ resolver: [server.at] });
    const started = performance.now();
    const names = Array.from({ length: 60 }, (_, i) => `host${i}.acme.test`);
    const all = await Promise.allSettled(names.map((name) => resolve(io, name, 'A')));
    expect(all.every((each) => each.status === 'rejected')).toBe(true);
    expect(all[0]).toMatchObject({
      reason: { code: 'resolver-timeout', message: expect.stringMatching(/^Your DNS resolver \(127\.0\.0\.1\) did not answer/) as string },
    });
    expect(performance.now() - started).toBeLessThan(5_500);
  });

  test('garbage from the only resolver is an error in words', async () => {
    await using server = await dnsServer(({ packet }) =>
      Buffer.from([(packet.id ?? 0) >> 8, (packet.id ?? 0) & 0xff, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff]),
    );
    await expect(resolve(testIo({ resolver: [server.at] }), 'acme.test', 'A')).rejects.toMatchObject({ code: 'resolver-unreachable' });
  });

  test('a name whose AAAA is never answered keeps its IPv4 addresses', async () => {
    await using server = await dnsServer(({ type }) => (type === 'A' ? { answers: [A('192.0.2.1')] } : { rcode: 5 }));
    expect(await addressesOf(testIo({ resolver: [server.at] }), 'acme.test')).toEqual([{ address: '192.0.2.1', family: 4 }]);
  });
});
