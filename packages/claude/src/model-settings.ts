import { findModel } from './models.ts';

/**
 * What no shape of a variable says: whether the models it names have a price. Each takes the value as
 * its variable is read, and returns the mistakes in it, as `readConfig` lists them.
 */
export const modelSettings = {
  QUIRE_MODEL: (id: string) => unknown(id).map((why) => `takes a model with a price: ${why}`),
  QUIRE_LIMITS: (limits: Readonly<Record<string, unknown>>) =>
    Object.keys(limits).flatMap((id) =>
      unknown(id).map((why) => `takes limits of models with a price: ${why}`),
    ),
};

/** Why no call to a model can be booked; a new one is added with its price in `models.ts`. */
function unknown(id: string): string[] {
  try {
    findModel(id);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
