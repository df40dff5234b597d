#!lua flags=allow-oom
--[[
  Settles and books calls of one group: what has ended makes room for what is to begin. As many together
  as were asked for at once, for a script that runs alone takes three times as long as one more of its
  items: it runs cold, and reads and writes the lane.

  KEYS[1..11] as in `reservingKeys`   ARGV[1] time for tests, or ''   ARGV[2] how many settlements
  ARGV[3..] of each settlement its reservation id and, as JSON, what is told of it (`parts/settle`);
            then of each call its reservation id, its ticket and, as JSON, what it needs (`parts/reserve`)

  Returns what `settle` and `reserve` say of each, in that order. Settlements come first for a full Redis
  too: before 7 it lets a script go on that has written, and their first command deletes.
]]
local now = now_ms(ARGV[1])
local calls_at = 3 + 2 * tonumber(ARGV[2])
local needs = {}
for at = calls_at, #ARGV, 3 do needs[at] = cjson.decode(ARGV[at + 2]) end
-- All are one process's, so what is configured is the same for all.
local first = needs[calls_at]
local lane = open_lane(LANE, first)
advance(lane, TURNS, now)
local replies = {}
for at = 3, calls_at - 1, 2 do
  replies[#replies + 1] = settle(lane, ARGV[at], cjson.decode(ARGV[at + 1]), now)
  set_rates(lane)
end
if first then
  if not lane.at_before then redis.call('SADD', LANES, first.group) end
  -- What goes with batches is nobody's to show, and a lane of theirs has no other calls.
  lane.batched = first.batched and 1 or nil
  if not first.batched then redis.call('ZADD', OWNERS, now, first.owner) end
  lapse_expired(lane, now, 10)
  lapse_silent(lane, OWNERS, now)
end
for at = calls_at, #ARGV, 3 do
  replies[#replies + 1] = reserve(lane, ARGV[at], ARGV[at + 1], needs[at], now)
end
save_money()
save_lane(LANE, lane)
return replies
