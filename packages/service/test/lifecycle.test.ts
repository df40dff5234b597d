import { describe, expect, test } from '@jest/globals';
import { createLifecycle } from '../src/index.ts';

describe('a lifecycle', () => {
  test('hands back what was opened, and closes the last first, one after another', async () => {
    const events: string[] = [];
    const lifecycle = createLifecycle(() => undefined);
    expect(lifecycle.opened('redis', (name) => void events.push(name))).toBe('redis');
    lifecycle.opened('worker', async (name) => {
      events.push(`${name} closing`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push(name);
    });
    await lifecycle.stop();
    expect(events).toEqual(['worker closing', 'worker', 'redis']);
  });

  test('reports a close that fails, and closes the rest', async () => {
    const troubles: unknown[] = [];
    const events: string[] = [];
    const lifecycle = createLifecycle((error) => troubles.push(error));
    lifecycle.opened('first', (name) => void events.push(name));
    lifecycle.opened('second', () => Promise.reject(new Error('late')));
    lifecycle.opened('third', () => {
      throw new Error('at once');
    });
    await lifecycle.stop();
    expect(events).toEqual(['first']);
    expect(troubles.map(String)).toEqual(['Error: at once', 'Error: late']);
  });

  test('closes everything once, however often it is told to', async () => {
    let closed = 0;
    const lifecycle = createLifecycle(() => undefined);
    lifecycle.opened('thing', () => void (closed += 1));
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop();
    expect(closed).toBe(1);
  });
});
