export {
  createLimiter,
  type CallNeed,
  type Hold,
  type Levels,
  type Limiter,
  type Limits,
  type Refusal,
  type Reservation,
  type SeenLimits,
} from './limiter.ts';
