import type { ReadWholePorts } from '../src/whole/read-whole.ts';

/**
 * As a worker does that is killed once its answer is kept: nothing of its run comes after that.
 * @param run what it does, with ports that never come back from keeping a draft
 */
export async function dieAfterDraft<Ports extends Pick<ReadWholePorts, 'paidPages'>>(
  ports: Ports,
  run: (dying: Ports) => Promise<void>,
): Promise<void> {
  const dead = new Promise<never>(() => undefined);
  const kept = Promise.withResolvers<void>();
  const dying = {
    ...ports,
    paidPages: {
      ...ports.paidPages,
      async draft(...args: Parameters<ReadWholePorts['paidPages']['draft']>) {
        await ports.paidPages.draft(...args);
        kept.resolve();
        return dead;
      },
    },
  };
  void run(dying);
  await kept.promise;
}
