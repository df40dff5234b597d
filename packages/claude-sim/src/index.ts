export { startClaudeSim, type ClaudeSim } from './start-claude-sim.ts';
export type { SimOptions } from './sim/sim-options.ts';
export type { Audit, AuditEntry, Bill, BillLine, Outcome } from './audit/audit.ts';
export type { TokenCounts } from './pricing/tokens.ts';
export { faultKinds, type FaultKind, type FaultStage } from './faults/fault-kinds.ts';
export type { FaultPlan, FaultRule } from './faults/fault-plan.ts';
export type { ForeignTable, GroupLimits, LimitsTable, Tier } from './limits/limits.ts';
export { GroupLimiter } from './limits/group-limiter.ts';
