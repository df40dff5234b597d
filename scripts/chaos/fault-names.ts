/** Every kind of harm. `provider` is dealt by the stand-in all the time, the others now and then. */
export const faultNames = [
  'kill',
  'stop',
  'term',
  'kill-point',
  'redis-kill',
  'redis-pause',
  'oom',
  'disk',
  'half-open',
  'provider',
] as const;

export type FaultName = (typeof faultNames)[number];

export function isFaultName(text: string): text is FaultName {
  return faultNames.some((name) => name === text);
}
