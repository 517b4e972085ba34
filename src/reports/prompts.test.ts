import { expect, test } from 'vitest';
import { renderPrompts } from './prompts.ts';

test('prompts say where to paste them and what the product is built with, where its files show it', () => {
  const stack = [
    { role: 'framework', name: 'Next.js' },
    { role: 'assistant', name: 'Lovable' },
    { role: 'database', name: 'Supa\nbase' },
    { role: 'layout', name: 'Turborepo' },
  ];
  expect(renderPrompts([], stack)).toContain(
    'Your files show Lovable: paste them there.\nIf it asks what the product is built with: Next.js, Supa base.\n',
  );
  expect(renderPrompts([], [...stack, { role: 'assistant', name: 'Cursor' }])).toContain(
    'Lovable, Cursor: paste them into the one you use.',
  );
  expect(renderPrompts([])).not.toContain('Your files show');
});
