import { Router } from 'express';
import type { ApiPorts } from '../api-ports.ts';

/** `/v1/presets`: the named ways to ask that this server has, the built-in ones first. */
export function presetRoutes({ presets }: Pick<ApiPorts, 'presets'>): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.json({
      data: [...presets.values()].map((preset) => ({
        name: preset.name,
        title: preset.title,
        description: preset.description,
        task: preset.task,
        prompt: preset.prompt,
        schema: preset.schema ?? null,
        defaults: preset.defaults ?? {},
      })),
    });
  });
  return router;
}
