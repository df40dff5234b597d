/** Calls in flight in each vision process: what one hard kill may cost at most. */
export const VISION_CONCURRENCY = 12;

/** What runs in a chaos run. Two of them reach Redis over a link that can go silent. */
export const processNames = [
  'api',
  'splitter-1',
  'splitter-far',
  'vision-1',
  'vision-2',
  'vision-far',
  'aggregator-1',
  'aggregator-2',
  'courier',
] as const;
