export {
  createLimiter,
  type CallNeed,
  type Hold,
  type Limiter,
  type Limits,
  type Refusal,
  type Reservation,
} from './limiter.ts';
