// In the place of a renderer: one that would stay for ever if it were not told to end.
import { Failure } from '@quire/domain';
import { serveTasks } from '../src/renderer/serve-tasks.ts';

setInterval(() => undefined, 1_000);
serveTasks(() => Promise.reject(new Failure('render_failed', { detail: String(process.pid) })));
