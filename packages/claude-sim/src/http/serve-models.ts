import { ApiError } from '../api/api-error.ts';
import { lookUpModel } from '../models/find-model.ts';
import { modelInfo } from '../models/model-info.ts';
import { modelLifecycle } from '../models/model-lifecycle.ts';
import { models } from '../models/models.ts';
import type { Exchange } from './exchange.ts';
import { pageOf } from './page-of.ts';
import { sendJson } from './send-json.ts';

/** `GET /v1/models`: newest first, retired ones left out unless asked for. */
export async function serveModels(exchange: Exchange): Promise<void> {
  const { sim, request } = exchange;
  const headers = sim.limiter.admitPlain('models', sim.now());
  const asked = [request.query['lifecycle'] ?? request.query['lifecycle[]'] ?? []].flat();
  const wanted = asked.length === 0 ? ['active', 'deprecated'] : asked;
  const listed = models
    .filter((model) => wanted.includes(modelLifecycle(model, sim.now())))
    .map((model) => ({ id: model.id, ...modelInfo(model, sim.now()) }));
  await sendJson(exchange, pageOf(listed, request.query), headers);
}

/** `GET /v1/models/:id`: retired ones too, which say so. */
export async function serveModel(exchange: Exchange): Promise<void> {
  const { sim, request } = exchange;
  const headers = sim.limiter.admitPlain('models', sim.now());
  const name = String(request.params['id']);
  const model = lookUpModel(name);
  if (model === undefined) throw new ApiError(404, 'not_found_error', `model: ${name}`);
  await sendJson(exchange, modelInfo(model, sim.now()), headers);
}
