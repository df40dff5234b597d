#!lua flags=allow-oom
--[[
  Lets no call of a group start for a while: the provider said so to one, and means all. A call in
  doubt is only counted, until there are so many of them that the provider must be down.

  KEYS[1] lane   KEYS[2] lanes   ARGV[1] time for tests, or ''   ARGV[2] pause, ramp, down, halt or doubt
  ARGV[3] code   ARGV[4] detail   ARGV[5] ms that the provider asks for, 0: it does not say
  ARGV[6] group   ARGV[7] which call is in doubt: told of twice, it counts once

  Returns ms until asking again is worthwhile, 0 where nobody is held up.
]]
-- So many calls whose end nobody knows, with no answer between them, are the provider's trouble and
-- not a page's. Fewer happen one by one on good days, and a pause for each would cost more than it saves.
local IN_A_ROW = 3
local RANK = { pause = 1, ramp = 1, down = 2, halt = 3 }
-- Where the provider names no time. A halt is probed so seldom that a month's spend cap costs some
-- dozens of refusals a day; each probe that fails doubles the wait to the longest.
local FIRST_MS = { pause = 5000, ramp = 15000, down = 2000, halt = 300000 }
local LONGEST_MS = { pause = 300000, ramp = 300000, down = 30000, halt = 1800000 }
-- What is left of the pace after a pause, and how fast it comes back. A ramp limit allows about
-- twice as much each minute.
local PACE = { pause = 0.7, ramp = 0.5, down = 0.5, halt = 0.5 }
local DOUBLING_MS = { pause = 8000, ramp = 60000, down = 8000, halt = 8000 }

local now = now_ms(ARGV[1])
local kind, asked = ARGV[2], tonumber(ARGV[5])
redis.call('SADD', KEYS[2], ARGV[6])
local lane = open_lane(KEYS[1])
if kind == 'doubt' then
  -- It goes on counting: what probes meet until there is an answer is the same outage.
  if lane.doubt_of ~= ARGV[7] then lane.doubts, lane.doubt_of = (lane.doubts or 0) + 1, ARGV[7] end
  if lane.doubts < IN_A_ROW then
    save_lane(KEYS[1], lane)
    return 0
  end
  kind = 'down'
end
local stands = lane.hold_code and RANK[lane.hold_kind] or 0
if stands > RANK[kind] then
  local ms = math.max(1, math.ceil(lane.hold_until - now))
  save_lane(KEYS[1], lane)
  return ms
end

-- Calls that were sent together are refused together: only what a probe meets is one more failure.
local has_failed_again = lane.hold_kind == kind and lane.probe
local count = has_failed_again and (lane.hold_count or 0) + 1 or lane.hold_kind == kind and lane.hold_count or 0
local ms = asked > 0 and asked or FIRST_MS[kind] * 2 ^ math.min(count, 10)
local wanted = now + math.min(ms, LONGEST_MS[kind])
if lane.hold_kind == kind and not has_failed_again then wanted = math.max(wanted, lane.hold_until) end
-- Nor does each of them slow the start after it once more.
if not lane.hold_code then
  start_slowly(lane, pace_of(lane, now) * PACE[kind], wanted, DOUBLING_MS[kind])
else
  lane.pace_at = math.max(lane.pace_at or 0, wanted)
end
if RANK[kind] >= RANK.down then lane.half = 1 end
if stands ~= RANK[kind] then lane.hold_since = now end
lane.hold_kind, lane.hold_code, lane.hold_detail = kind, ARGV[3], ARGV[4]
lane.hold_until, lane.hold_count, lane.probe = wanted, count, nil
save_lane(KEYS[1], lane)
return math.max(1, math.ceil(wanted - now))
