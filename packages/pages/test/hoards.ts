// In the place of a renderer: how far its JavaScript's memory may grow.
import { getHeapStatistics } from 'node:v8';
import { Failure } from '@quire/domain';
import { serveTasks } from '../src/renderer/serve-tasks.ts';

const limitMb = Math.round(getHeapStatistics().heap_size_limit / 1024 / 1024);
serveTasks(() => Promise.reject(new Failure('render_failed', { detail: `${limitMb} MB` })));
