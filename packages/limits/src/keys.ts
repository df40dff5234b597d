/** Hash: levels of the three buckets, what they may hold, the pause or halt in force. One a group. */
export const laneKey = (prefix: string, group: string): string => `${prefix}:lane:${group}`;

/** Set: the groups that have a lane, for whoever lists or resumes them. */
export const lanesKey = (prefix: string): string => `${prefix}:lanes`;
