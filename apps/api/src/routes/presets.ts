import { type PresetListView, viewPreset } from '@quire/domain';
import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';

/** `/v1/presets`: the named ways to ask that this server has, the built-in ones first. */
export function presetRoutes({ presets }: Pick<ApiPorts, 'presets'>): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    const data = [...presets.values()].map(viewPreset);
    response.json({ data } satisfies PresetListView);
  });
  return router;
}
