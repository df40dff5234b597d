export { connectRedis } from './connect-redis.ts';
export {
  answerHealth,
  startHealthServer,
  type Health,
  type HealthServer,
  type ReadinessCheck,
} from './health.ts';
export { jobReport } from './job-report.ts';
export { killPoint, killPointAfter, killPointNames, type KillPointName } from './kill-point.ts';
export { createLifecycle, type Lifecycle } from './lifecycle.ts';
export { createLog, type Logger } from './log.ts';
export { createMetrics, type Metrics, watchGauge } from './metrics.ts';
export { runRole, type Role, type RoleTools } from './run-role.ts';
export { startForgettingCopies } from './start-forgetting-copies.ts';
export { startRounds } from './start-rounds.ts';
export { openWorker, type OpenWorker } from './open-worker.ts';
