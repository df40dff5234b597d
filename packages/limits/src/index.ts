export {
  createLimiter,
  type CallNeed,
  type Hold,
  type Limiter,
  type Limits,
  type Refusal,
  type Reservation,
  type SeenLimits,
} from './limiter.ts';
