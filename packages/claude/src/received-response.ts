import type { IncomingHttpHeaders } from 'node:http';

/** An answer of 128,000 tokens is below 1 MB; what is longer than this is none. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** As much of `Headers` as is asked of it. Making one of the standard's own checks every name and value. */
export class ReceivedHeaders {
  readonly #values: IncomingHttpHeaders;

  constructor(values: IncomingHttpHeaders) {
    this.#values = values;
  }

  get(name: string): string | null {
    const value = this.#values[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  *entries(): Generator<[name: string, value: string]> {
    for (const [name, value] of Object.entries(this.#values)) {
      if (value !== undefined) yield [name, String(value)];
    }
  }

  [Symbol.iterator](): Generator<[name: string, value: string]> {
    return this.entries();
  }
}

/** A body that is still coming. */
export class ReceivedBody {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  readonly #whole = Promise.withResolvers<string>();
  readonly #abort: (reason: Error) => void;

  /** @param abort ends the connection; the body then fails with that reason */
  constructor(abort: (reason: Error) => void) {
    this.#abort = abort;
    // A body that breaks while nobody reads it must not end the process.
    this.#whole.promise.catch(() => undefined);
  }

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > MAX_ANSWER_BYTES) this.letGo(new RangeError('the answer is too long'));
    else this.#pieces.push(piece);
  }

  end(): void {
    this.#whole.resolve(Buffer.concat(this.#pieces).toString('utf8'));
  }

  fail(error: Error): void {
    this.#whole.reject(error);
  }

  letGo(reason: Error): void {
    this.#whole.reject(reason);
    this.#abort(reason);
  }

  /** @throws RangeError when it is too long, else what broke it off */
  whole(): Promise<string> {
    return this.#whole.promise;
  }
}

/**
 * As much of a `Response` as the SDK looks at. One of the standard's own has a web stream around its
 * body and cost half a millisecond of CPU a call; one of Node's streams another tenth.
 */
export class ReceivedResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: ReceivedHeaders;
  readonly body: ReceivedBody;

  constructor(status: number, headers: IncomingHttpHeaders, body: ReceivedBody) {
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.headers = new ReceivedHeaders(headers);
    this.body = body;
  }

  text(): Promise<string> {
    return this.body.whole();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.body.whole());
  }
}
