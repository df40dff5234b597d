import {
  type Anthropic,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
} from '@anthropic-ai/sdk';
import { parseJson } from '@quire/domain';
import { type Connections, NeverSent } from './open-connections.ts';
import { readBody } from './read-body.ts';
import type { ReceivedResponse } from './received-response.ts';

type Request = Anthropic.MessageCreateParamsNonStreaming;

/**
 * Sends a request for a message. @throws what the SDK throws: APIError for a refusal, APIConnectionError for a
 * connection that was not made or broke, APIConnectionTimeoutError where the system gave it up
 */
export type PostMessage = (request: Request, signal: AbortSignal) => Promise<ReceivedResponse>;

/**
 * Posts messages as the SDK would. Where they go and with which headers the SDK says once, for it is the
 * same for all of them: asked for each call it took 0.1 ms, with the time-outs and tries again of its own
 * that are not wanted here (a test holds what is sent against what the SDK sends).
 * @param deadlineMs told to the provider with each call
 */
export function openPost(
  client: Anthropic,
  connections: Pick<Connections, 'send'>,
  deadlineMs: number,
): PostMessage {
  const described = async () => {
    const asked = { method: 'post', path: '/v1/messages', body: {}, timeout: deadlineMs } as const;
    const { req, url } = await client.buildRequest(asked);
    return { url: new URL(url), headers: Object.fromEntries(req.headers) };
  };
  let known: ReturnType<typeof described> | undefined;
  return async (request, signal) => {
    const { url, headers } = await (known ??= described()).catch((error: unknown) => {
      known = undefined;
      throw new NeverSent('no request was made', error);
    });
    const body = JSON.stringify(request);
    const response = await connections
      .send({ url, method: 'POST', headers, body, signal })
      .catch((error: unknown) => {
        throw isTimeOut(error) ? new APIConnectionTimeoutError() : lost(error);
      });
    if (response.ok) return response;
    // Refused it is, whatever becomes of what is said about it.
    const said = await readBody(response, signal).catch(String);
    throw refusal(response, said);
  };
}

/** What a response that is none says, as the SDK would throw it. */
export function refusal(
  { status, headers }: Pick<ReceivedResponse, 'status' | 'headers'>,
  said: string,
): APIError {
  const read = parseJson(said);
  const isJson = typeof read === 'object' && read !== null;
  return APIError.generate(
    status,
    isJson ? read : undefined,
    isJson ? undefined : said,
    new Headers([...headers]),
  );
}

export function lost(error: unknown): APIConnectionError {
  return new APIConnectionError(error instanceof Error ? { cause: error } : {});
}

/** The system itself gives a connection up on which nothing is acknowledged any more. */
function isTimeOut(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';
}
