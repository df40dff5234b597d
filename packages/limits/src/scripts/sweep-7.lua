#!lua flags=allow-oom
--[[
  Lapses what has expired while nobody reserved, and forgets what is long over; so much at most.

  KEYS[1..7] as in `settlingKeys`   ARGV[1] time for tests, or ''   ARGV[2] most of each

  Returns how many leases lapsed.
]]
local now, most = now_ms(ARGV[1]), tonumber(ARGV[2])
local lane = open_lane(LANE)
advance(lane, TURNS, now)
local lapsed = lapse_expired(lane, now, most)
save_money()
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LAPSED, '-inf', now, 'LIMIT', 0, most)) do
  redis.call('HDEL', BOOKED, id)
  redis.call('ZREM', LAPSED, id)
end
for _, key in ipairs(redis.call('ZRANGEBYSCORE', BUDGET_ENDS, '-inf', now, 'LIMIT', 0, most)) do
  if tonumber(redis.call('HGET', BUDGETS, key .. '|reserved') or 0) == 0 then
    redis.call('HDEL', BUDGETS, key .. '|spent', key .. '|reserved')
    redis.call('ZREM', BUDGET_ENDS, key)
  end
end
save_lane(LANE, lane)
return lapsed
