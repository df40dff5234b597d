import { Failure, type FailureCode } from '@quire/domain';
import { nameRefusal } from '@quire/redis-script';

/** A port of which every error without a name of its own gets this one. */
export function failingAs<Port extends object>(code: FailureCode, port: Port): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(method, target, values);
        return result instanceof Promise ? result.catch(rename) : result;
      };
    },
  });

  function rename(error: unknown): never {
    const named = nameRefusal(error);
    throw named instanceof Failure ? named : new Failure(code, { cause: error });
  }
}
