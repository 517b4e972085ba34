import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/checkout/route.ts', line: 6, what: 'amount' };

export default defineCheck({
  id: 'code/client-price',
  requirements: ['SEC-10'],
  title: 'Your server decides what things cost',
  failing: 'Customers can pay whatever amount they like',
  severity: 'blocker',
  hurts: ['billing', 'data'],
  why: 'The amount comes from the browser, where anybody can change it. An order of 500 is then paid with 1.',
  learn: ['https://docs.stripe.com/payments/accept-a-payment?platform=web&ui=elements#create-a-payment-intent'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'amounts of the shop alone', saw: sampleCode([]), gives: 'pass' },
    { name: 'an amount of the request', saw: sampleCode([], { 'client-price': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'client-price');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} charges ${what}, as the browser sent it.`,
      of,
      at,
      fix: byHand(
        [
          'Let the browser send what is bought and how many, and nothing else.',
          'Look the price up on the server, in your database or by a price id of the provider.',
          'Look through past payments for amounts that are not yours.',
        ],
        {
          prompt: {
            goal: `no request decides the amount of a payment.`,
            change: `in ${where}, take only ids and quantities from the request, and compute ${what} from prices that the server looks up.`,
            not: 'check the amount in the browser, or accept any amount above a minimum.',
            see: 'a request with another amount is charged the price of the shop.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 45,
        },
      ),
    }));
  },
});
