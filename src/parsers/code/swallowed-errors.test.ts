import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCodeFacts } from './rules.ts';

/** What a route of Express swallows, with this body. */
const express = (body: string, path = '/api/bookings'): string[] =>
  (readCodeFacts(`app.post('${path}', async (req, res) => {\n${body}\n});`, 'server/index.ts')?.routes ?? []).flatMap(({ swallows }) =>
    swallows.map(({ what, line }) => `${line}: ${what}`),
  );
/** The same of a route of Next.js. */
const next = (body: string, path = 'bookings'): string[] =>
  (readCodeFacts(`export async function POST(request: Request) {\n${body}\n}`, `app/api/${path}/route.ts`)?.routes ?? []).flatMap(
    ({ swallows }) => swallows.map(({ what, line }) => `${line}: ${what}`),
  );

describe('errors that end unseen (LOG-4)', () => {
  test.each([
    ["try {\nawait db.insert(req.body);\n} catch (error) {\nres.status(500).json({ error: 'Something went wrong' });\n}", '4: answers 500'],
    ['try {\nawait db.insert(req.body);\n} catch {\nres.sendStatus(500);\nreturn;\n}', '4: answers 500'],
    ["try {\nawait db.insert(req.body);\n} catch (e) {\nconsole.log('error');\nreply.code(500).send();\n}", '4: answers 500'],
    ["try {\nawait db.insert(req.body);\n} catch {\nreturn c.json({ error: 'No booking today' }, 500);\n}", '4: answers 500'],
    ['try {\nawait db.insert(req.body);\n} catch (e) {}', '4: is empty'],
    ['try {\nconst { data } = await db.insert(req.body);\nres.json(data);\n} catch {\n// TODO\n}', '5: is empty'],
    ['try {\nawait sendReceipt(req.body.email);\n} catch {\n/* fixme: handle this */\n}', '4: is empty'],
    [
      "try {\nawait db.insert(req.body);\n} catch (e: any) {\nres.json({ ok: false, error: 'Something went wrong. Please try again later.' });\n}",
      '4: says “Something went wrong. Please try again later.”',
    ],
    [
      "try {\nawait db.insert(req.body);\n} catch (e) {\nconsole.error('An unexpected error occurred');\n}",
      '4: says “An unexpected error occurred”',
    ],
  ])('%s', (body, told) => {
    expect(express(body)).toEqual([told]);
  });

  test.each([
    [
      "try {\nawait db.insert(1);\n} catch (error) {\nreturn NextResponse.json({ error: 'Internal Server Error' }, { status: 500 });\n}",
      'answers 500',
    ],
    ["try {\nawait db.insert(1);\n} catch {\nreturn new Response('Internal error', { status: 500 });\n}", 'answers 500'],
    ["try {\nawait db.insert(1);\n} catch {\nreturn apiError(500, 'Could not book');\n}", 'answers 500'],
  ])('%s', (body, what) => {
    expect(next(body)).toEqual([`4: ${what}`]);
  });

  test('a webhook that says thanks although its work failed, and one whose comment says why', () => {
    const work = (then: string): string => `try {\nawait upgrade(event);\n} catch (error) {\n${then}\n}`;
    for (const told of [
      'return Response.json({ received: true });',
      "return new Response('ok');",
      "return new Response('ok', { status: 200 });",
    ])
      expect(next(work(told), 'webhooks/stripe')).toEqual(['4: answers that all is well']);
    expect(express(work('res.json({ received: true });'), '/webhooks/stripe')).toEqual(['4: answers that all is well']);
    expect(next(work('// It is there already: Stripe sends twice.\nreturn Response.json({ received: true });'), 'webhooks/stripe')).toEqual(
      [],
    );
    expect(next(work('return Response.json({ upgraded: false });'), 'upgrade')).toEqual([]);
  });

  test('one in a helper that two routes call is told of both, at the same place', () => {
    const text = `const save = async (x) => {\ntry {\nawait db.insert(x);\n} catch {}\n};\napp.post('/a', (req, res) => { save(1); });\napp.post('/b', (req, res) => { save(2); });`;
    expect(readCodeFacts(text, 'server/a.ts')?.routes.map(({ swallows }) => swallows)).toEqual([
      [{ what: 'is empty', line: 4 }],
      [{ what: 'is empty', line: 4 }],
    ]);
  });

  test.each([
    // The error is used.
    'try { await db.insert(1); } catch (error) { console.error(error); res.sendStatus(500); }',
    "try { await db.insert(1); } catch (error) { req.log.error({ err: error }, 'booking failed'); res.sendStatus(500); }",
    'try { await db.insert(1); } catch (error) { Sentry.captureException(error); return res.sendStatus(500); }',
    'try { await db.insert(1); } catch (error) { next(error); }',
    'try { await db.insert(1); } catch (error) { throw error; }',
    "try { await db.insert(1); } catch { throw new HTTPException(500, { message: 'Something went wrong' }); }",
    'try { await db.insert(1); } catch (e) { res.status(500).json({ error: e.message }); }',
    'try { await db.insert(1); } catch ({ message }) { res.status(500).json({ message }); }',
    'try { await db.insert(1); } catch (error) { res.status(500).json({ error }); }',
    "try { await db.insert(1); } catch (e) { if (e.code === '23505') return res.sendStatus(409); res.sendStatus(500); }",
    'try { await db.insert(1); } catch (e) { return serverError(res, e); }',
    // Something says what failed.
    "try { await db.insert(1); } catch { console.error('Could not store the booking'); res.sendStatus(500); }",
    'try { await db.insert(1); } catch { failures.inc(); res.sendStatus(500); }',
    'try { await db.insert(1); } catch { return serverError(res); }',
    // A refusal names whose fault it was.
    "try { body = await request.json(); } catch { return Response.json({ error: 'Invalid JSON' }, { status: 400 }); }",
    "try { await verify(req); } catch (err) { return res.status(401).json({ error: 'Unauthorized' }); }",
    "try { event = stripe.webhooks.constructEvent(a, b, c); } catch (err) { return new Response('Bad signature', { status: 400 }); }",
    "try { await upstream(); } catch { return res.status(502).json({ error: 'The bank cannot be reached' }); }",
    "try { await pay(); } catch { return res.status(404).json({ status: 'error', message: 'Not found' }); }",
    // Nothing that can fail but what was sent.
    "try { const body = await req.json(); res.json(body); } catch { res.status(500).json({ error: 'Something went wrong' }); }",
    "try { res.json({ hello: 'world' }); } catch { res.sendStatus(500); }",
    // What may be missing.
    'try { user = JSON.parse(req.cookies.user); } catch {}',
    "try { localStorage.setItem('a', 'b'); } catch (e) {}",
    'try { const u = new URL(req.query.next); res.redirect(u.pathname); } catch {}',
    'try { body = await req.json(); } catch {}',
    'try { const form = await req.formData(); use(form); } catch {}',
    "try { await fs.unlink('/tmp/upload'); } catch {}",
    'try { await client.close(); } catch {}',
    'try { await jwtVerify(token, key); } catch {}',
    "try { await redis.set('a', 1); } catch {}",
    "try { await posthog.capture({ event: 'booked' }); } catch {}",
    'try { cookieStore.set(name, value); } catch {}',
    "try { await fetch(process.env.SLACK_HOOK, { method: 'POST' }); } catch {}",
    'try { await this.deletePackageDirectory(name); } catch {}',
    // What is looked at afterwards.
    'const found = []; for (const id of ids) { try { found.push(await load(id)); } catch {} } res.json(found);',
    'let user = null; try { user = await loadUser(req); } catch {} if (!user) return res.sendStatus(401);',
    'for (let i = 0; i < 3; i += 1) { try { await db.insert(1); break; } catch {} }',
    'try { return res.json(await db.list()); } catch {} res.json([]);',
    'try { const rows = await db.list(); return res.json(rows); } catch { return res.json([]); }',
    'try { await db.insert(1); } catch { return delay(500); }',
    // A comment says why.
    'try { await db.insert(1); } catch { /* it is there already */ }',
    'try {\nawait db.insert(1);\n} catch {\n// the next visit tries again\n}',
    // No catch.
    'try { await db.insert(1); } finally { done(); }',
    'await db.insert(1).catch(() => {});',
  ])('is silent about: %s', (body) => {
    expect(express(body)).toEqual([]);
  });

  test('a health route says that something fails, and code that answers nobody is not looked at', () => {
    expect(express('try { await db.ping(1); } catch { res.sendStatus(500); }', '/api/health')).toEqual([]);
    expect(readCodeFacts('export const save = async () => { try { await db.insert(1); } catch {} };', 'src/save.ts')?.routes).toEqual([]);
  });

  test('any text is read or refused, quickly', () => {
    const piece = fc.constantFrom(
      "app.post('/a', async (req, res) => {",
      '});',
      'try {',
      '} catch (e) {',
      '} catch {',
      '}',
      'await x();',
      'res.sendStatus(500);',
      '//',
      '/*',
      '(',
      '`${',
      'e',
      "'Something went wrong'",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 80 }).map((parts) => parts.join(' ')),
        (text) => {
          const started = performance.now();
          readCodeFacts(text, 'src/x.tsx');
          return performance.now() - started < 2_000;
        },
      ),
    );
  });
});
