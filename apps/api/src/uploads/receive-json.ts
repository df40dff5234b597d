import { Readable } from 'node:stream';
import type { Source } from '@quire/domain';
import { fetchSource } from '@quire/webhooks';
import type { Request } from 'express';
import { z } from 'zod';
import { InvalidRequest } from '../problem.ts';
import { addressedSource } from './addressed-source.ts';
import { bodyOf } from './body-of.ts';
import { anySource, type oneSource } from './json-upload.ts';
import { readJson } from './read-json.ts';
import type { Upload, UploadPorts } from './upload.ts';
import { shareBudget } from './share-budget.ts';
import { storeSource } from './store-source.ts';

/** Base64 has to be held in memory to be decoded: larger files go by the streamed forms. */
const MAX_JSON_BYTES = 48 * 1024 * 1024;

/** Takes `{source, …options}`. @throws InvalidRequest, or what storing and fetching throw */
export async function receiveJson(
  request: Request,
  ports: UploadPorts,
  maxBytes: number,
): Promise<Upload> {
  const body = z
    .looseObject({ source: anySource })
    .safeParse(await readJson(request, MAX_JSON_BYTES));
  if (!body.success) throw InvalidRequest.from(body.error);
  const { source, ...rest } = body.data;
  const options = ports.options.safeParse(rest);
  if (!options.success) throw InvalidRequest.from(options.error);
  const isList = source.type === 'images';
  const asked = isList ? source.images : [source];
  if (options.data.picture === 'url') {
    const sources = asked.map((one, at) =>
      addressedSource(one, isList ? `/source/images/${at}` : '/source', ports.guard),
    );
    return { sources, options: options.data, optionsAt: '' };
  }
  const sources: Source[] = [];
  const budget = shareBudget(maxBytes);
  for (const one of asked) sources.push(await storeOne(one, ports, maxBytes, budget));
  return { sources, options: options.data, optionsAt: '' };
}

async function storeOne(
  source: z.output<typeof oneSource>,
  { blobs, agent, guard }: UploadPorts,
  maxBytes: number,
  budget: ReturnType<typeof shareBudget>,
): Promise<Source> {
  if (source.type === 'base64') {
    const bytes = Readable.from([Buffer.from(source.data, 'base64')]);
    return storeSource(budget(bodyOf(bytes)), null, blobs, maxBytes);
  }
  const bytes = await fetchSource(source.url, agent, guard);
  return storeSource(budget(bytes), new URL(source.url).pathname, blobs, maxBytes);
}
