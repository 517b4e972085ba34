import { expect, test } from 'vitest';
import { startClosing } from './closing.ts';

test('what was opened is closed in the opposite order, each once, also what is only disposable', async () => {
  const closed: string[] = [];
  const closing = startClosing();
  closing.use({ [Symbol.asyncDispose]: async () => void closed.push('store') });
  closing.use({ [Symbol.dispose]: () => void closed.push('file') });
  closing.defer(() => void closed.push('server'));
  await closing[Symbol.asyncDispose]();
  await closing[Symbol.asyncDispose]();
  expect(closed).toEqual(['server', 'file', 'store']);
});

test('what is handed on is closed by its new owner alone', async () => {
  const closed: string[] = [];
  const closing = startClosing();
  closing.defer(() => void closed.push('server'));
  const moved = closing.move();
  await closing[Symbol.asyncDispose]();
  expect(closed).toEqual([]);
  await moved[Symbol.asyncDispose]();
  expect(closed).toEqual(['server']);
});

test('a closing that fails keeps none of the others from being tried', async () => {
  const closed: string[] = [];
  const closing = startClosing();
  closing.defer(() => void closed.push('store'));
  closing.defer(() => Promise.reject(new Error('the server hangs')));
  await expect(closing[Symbol.asyncDispose]()).rejects.toThrow('the server hangs');
  expect(closed).toEqual(['store']);
});
