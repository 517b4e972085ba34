import { expect, test } from 'vitest';
import { meaningOf } from './smtp-status.ts';

test.each([
  [550, '5.7.26', 'the receiver refuses mail that neither SPF nor DKIM proves to be yours'],
  [550, '5.7.515', 'Microsoft wants SPF, DKIM and DMARC from senders like you'],
  [550, '5.7.25', 'the sending address has no name that leads back to it (PTR)'],
  [550, '5.7.1', 'the receiver refuses it by its own rules'],
  [550, '5.7.511', 'the receiver refuses it for good'],
  [550, '5.7.649', 'Microsoft has banned the sending address'],
  [550, '5.1.1', 'there is no such mailbox'],
  [421, '4.7.28', 'the receiver slows you down'],
  [451, '4.2.2', 'the mailbox cannot take it at the moment'],
  [554, null, 'the receiver refuses it for good'],
  [450, null, 'the receiver wants it later'],
])('%i %s: %s', (code, status, means) => {
  expect(meaningOf(code, status).means).toBe(means);
  expect(meaningOf(code, status).fix).toMatch(/\.$/);
});
