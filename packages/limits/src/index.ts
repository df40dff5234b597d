export { createLimiter } from './limiter.ts';
export type {
  Budget,
  BudgetState,
  CallNeed,
  Hold,
  Levels,
  Limiter,
  Limits,
  Refusal,
  Reservation,
  Settlement,
  Trouble,
} from './face.ts';
