#!lua flags=allow-oom
--[[
  Ends the hold of a group, if any; it is begun again slowly. Calls in doubt are forgotten.

  KEYS[1] lane   ARGV[1] time for tests, or ''

  Returns the code of the hold that ended, or ''.
]]
local now = now_ms(ARGV[1])
local lane = open_lane(KEYS[1])
local code = lane.hold_code
local had_doubts = lane.doubts
lane.doubts, lane.doubt_of = nil, nil
if not code then
  if had_doubts then save_lane(KEYS[1], lane) end
  return ''
end
end_hold(lane)
lane.half = nil
lane.pace_from, lane.pace_at, lane.pace_doubling, lane.alone_until = 0.25, now, 8000, now + 1000
save_lane(KEYS[1], lane)
return code
