import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { judgeExample } from '../core/example.ts';
import { checks } from './index.ts';

/** Replaces every door to the world with a trap while `work` runs; the same doors are put back whatever happens. */
function underTraps<T>(work: () => T): T {
  const doors: [object, string][] = [
    [net.Socket.prototype, 'connect'],
    [http, 'request'],
    [fs, 'readFileSync'],
    [fs, 'openSync'],
    [fs, 'readFile'],
    [globalThis, 'fetch'],
    [Math, 'random'],
    [Date, 'now'],
    [performance, 'now'],
    [globalThis.crypto, 'getRandomValues'],
    [globalThis.crypto, 'randomUUID'],
    [process, 'hrtime'],
    [process, 'cwd'],
    [globalThis, 'setTimeout'],
  ];
  const trap = (name: string) => (): never => {
    throw new Error(`judge reached for ${name}`);
  };
  const RealDate = Date;
  const TrapDate = new Proxy(RealDate, {
    construct: (target, args: string[]) => (args.length === 0 ? trap('the clock')() : Reflect.construct(target, args)) as Date,
    apply: trap('the clock'),
  });
  const environment = Object.getOwnPropertyDescriptor(process, 'env')!;
  const before = doors.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  for (const [owner, name] of doors) Object.defineProperty(owner, name, { value: trap(name), configurable: true, writable: true });
  globalThis.Date = TrapDate;
  Object.defineProperty(process, 'env', { get: trap('the environment'), configurable: true });
  try {
    return work();
  } finally {
    globalThis.Date = RealDate;
    Object.defineProperty(process, 'env', environment);
    doors.forEach(([owner, name], index) => {
      const own = before[index];
      if (own) Object.defineProperty(owner, name, own);
      else Reflect.deleteProperty(owner, name);
    });
  }
}

describe('judging is pure', () => {
  test('the traps work', () => {
    const reaches: (() => unknown)[] = [
      () => Date.now(),
      () => new Date(),
      () => Math.random(),
      () => process.env['HOME'],
      () => fs.readFileSync('/dev/null'),
    ];
    for (const reach of reaches) {
      expect(() => underTraps(reach)).toThrow('judge reached for');
    }
    expect(() => Date.now()).not.toThrow();
  });

  test.each(checks.map((check) => [check.id, check] as const))('%s reaches for nothing and judges twice alike', (_id, check) => {
    for (const example of check.examples) {
      const first = underTraps(() => judgeExample(check, example));
      expect(underTraps(() => judgeExample(check, example))).toEqual(first);
    }
  });
});
