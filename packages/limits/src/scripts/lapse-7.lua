#!lua flags=allow-oom
--[[
  Lapses reservations at once: their owner is known dead.

  KEYS[1..7] as in `settlingKeys`   ARGV[1] time for tests, or ''
  ARGV[2] when it was last seen alive, or ''   ARGV[3..] reservation ids

  Returns how many of them were live.
]]
local now = now_ms(ARGV[1])
local lane = open_lane(LANE)
advance(lane, TURNS, now)
local lapsed = 0
local seen = tonumber(ARGV[2]) or now
for i = 3, #ARGV do
  if redis.call('ZSCORE', LEASES, ARGV[i]) and lapse(lane, ARGV[i], now, seen) then lapsed = lapsed + 1 end
end
save_money()
save_lane(LANE, lane)
return lapsed
