/**
 * Every key of this package. One hash tag, so that one script may touch a lane and the budgets
 * together on Redis Cluster too.
 */
const at = (prefix: string, name: string): string => `${prefix}:{limits}:${name}`;

/** Set: the groups that have a lane, for whoever lists or sweeps them. */
export const lanesKey = (prefix: string): string => at(prefix, 'lanes');

/**
 * String, packed: buckets, streams, limits, hold, and what is measured of each kind of work. One a
 * group.
 */
export const laneKey = (prefix: string, group: string): string => at(prefix, `model:${group}`);

/** Hash: reservation id → what it booked, packed; lapsed and forfeited ones included until they are forgotten. */
export const bookedKey = (prefix: string, group: string): string => at(prefix, `booked:${group}`);

/** Hash: `KEY|spent` and `KEY|reserved` of every budget, in micro-dollars. */
export const budgetsKey = (prefix: string): string => at(prefix, 'budgets');

/** The lane and everything that a settlement, a lapse or a sweep touches, in the scripts' order. */
export function settlingKeys(prefix: string, group: string): string[] {
  return [
    laneKey(prefix, group),
    bookedKey(prefix, group),
    // Sorted set: live reservations by when they expire.
    at(prefix, `leases:${group}`),
    // Sorted set: lapsed and forfeited reservations by when they are forgotten.
    at(prefix, `lapsed:${group}`),
    // Sorted set: `+ID` by when that stream begins to draw, `-ID` by when a dead worker's ends.
    at(prefix, `turns:${group}`),
    budgetsKey(prefix),
    // Sorted set: budgets by when they are forgotten.
    at(prefix, 'budget-ends'),
  ];
}

/** Sorted set: processes with calls in hand by when they last showed themselves. */
export const ownersKey = (prefix: string, group: string): string => at(prefix, `owners:${group}`);

/** Hash: process to Redis' id of its connection. */
export const connectionsKey = (prefix: string, group: string): string =>
  at(prefix, `connections:${group}`);

/** Sorted sets: tickets by rank and when they first asked; and by when they are given up. */
export const lineKeys = (prefix: string, group: string): readonly [string, string] => [
  at(prefix, `line:${group}`),
  at(prefix, `line-ends:${group}`),
];

/** The above, and the line of those who wait. */
export function reservingKeys(prefix: string, group: string): string[] {
  return [
    ...settlingKeys(prefix, group),
    ...lineKeys(prefix, group),
    ownersKey(prefix, group),
    lanesKey(prefix),
  ];
}
