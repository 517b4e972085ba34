import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { inNamespace } from './namespace.ts';
import healthy from './scenarios/healthy.ts';
import { scenarios } from './scenarios/index.ts';

const mess = scenarios.find((scenario) => scenario.name === 'ai-built-mess')!;

/** What a command prints inside, and its exit code. */
async function inside(argv: readonly string[], scenario = healthy): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await inNamespace(scenario, argv, { write: (text) => (out += text) });
  return { code, out };
}

describe('in a private network', () => {
  beforeAll(() => {
    expect(
      spawnSync('unshare', ['-Urnm', 'true']).status,
      'this suite needs unshare, and a kernel that lets ordinary users make networks',
    ).toBe(0);
    expect(spawnSync('ip', ['-V']).status, 'this suite needs the program ip').toBe(0);
  });

  test('dig resolves through the pretend resolver', async () => {
    expect(await inside(['dig', '+short', 'app.acme.test'])).toEqual({ code: 0, out: 'cname.vercel-dns.com.\n76.76.21.21\n' });
  });

  test('dig walks from the root down', async () => {
    const { out } = await inside(['dig', '+trace', '+nodnssec', '@198.41.0.4', 'acme.test', 'MX']);
    expect(out).toMatch(
      /test\.\s+\d+\s+IN\s+NS\s+a\.nic\.test\.[^]*acme\.test\.\s+\d+\s+IN\s+NS\s+kate\.ns\.cloudflare\.com\.[^]*MX\s+1 smtp\.google\.com\./,
    );
  });

  test('curl opens sites over TLS without options, on IPv4 and IPv6', async () => {
    const home = await inside(['curl', '-sI', 'https://acme.test']);
    expect(home.code).toBe(0);
    expect(home.out).toMatch(/^HTTP\/1\.1 200 OK[^]*strict-transport-security: max-age=63072000/i);
    expect((await inside(['curl', '-6', '-s', 'https://api.acme.test/api/health'])).out).toBe('{"status":"ok","release":"first"}');
    expect(
      (await inside(['curl', '-sIL', '-o', '/dev/null', '-w', '%{url_effective} %{num_redirects}', 'http://www.acme.test/a?b=1'])).out,
    ).toBe('https://acme.test/a?b=1 2');
  });

  test('openssl verifies the chain', async () => {
    const { out } = await inside([
      'sh',
      '-c',
      'openssl s_client -connect docs.acme.test:443 -servername docs.acme.test -verify_return_error </dev/null 2>&1',
    ]);
    expect(out).toMatch(/Verify return code: 0 \(ok\)/);
    expect(out).toContain("O = Let's Encrypt, CN = E7");
  });

  test('openssl speaks STARTTLS with the mail exchanger', async () => {
    const { out } = await inside(['sh', '-c', 'openssl s_client -starttls smtp -connect smtp.google.com:25 </dev/null 2>&1']);
    expect(out).toContain('Verify return code: 0 (ok)');
  });

  test('broken TLS is as broken as outside', async () => {
    const verdict = async (host: string): Promise<number> => (await inside(['curl', '-s', `https://${host}`], mess)).code;
    expect(await verdict('blog.coachly.test')).toBe(60); // certificate has expired
    expect(await verdict('help.coachly.test')).toBe(60); // unable to get local issuer certificate
    expect(await verdict('admin.coachly.test')).toBe(7); // connection refused
    expect(await verdict('docs.coachly.test')).toBe(35); // protocol version
    expect(await verdict('status.coachly.test')).toBe(6); // cannot be resolved
  });

  test('unmodified Node lives there as well', async () => {
    const script =
      "const answer = await fetch('https://acme.test/pricing'); console.log(answer.status, (await answer.text()).includes('Pricing'))";
    expect((await inside([process.execPath, '--input-type=module', '-e', script])).out).toBe('200 true\n');
  });

  test('nothing outside can be reached', async () => {
    expect((await inside(['curl', '-s', '--max-time', '2', 'https://1.1.1.1'])).code).toBe(7);
  });

  test('the exit code of the command comes out', async () => {
    expect((await inside(['sh', '-c', 'exit 3'])).code).toBe(3);
    expect((await inside(['/no/such/program'])).code).toBe(127);
  });

  test('cancelling ends the command', async () => {
    const stop = new AbortController();
    let pid = 0;
    const running = inNamespace(healthy, ['sh', '-c', 'echo $$; exec tail -f /dev/null'], {
      signal: stop.signal,
      write: (text) => {
        pid = Number(text);
        stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 5_000);
  });
});

test('a system without unshare is told so', async () => {
  const path = process.env['PATH'];
  try {
    process.env['PATH'] = '/nowhere';
    await expect(inNamespace(healthy, ['true'])).rejects.toMatchObject({ code: 'no-unshare', message: expect.stringContaining('unshare') });
  } finally {
    process.env['PATH'] = path;
  }
});
