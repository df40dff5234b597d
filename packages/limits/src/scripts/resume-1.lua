#!lua flags=allow-oom
--[[
  Ends the hold of a group, if any; it is begun again slowly.

  KEYS[1] lane   ARGV[1] time for tests, or ''

  Returns the code of the hold that ended, or ''.
]]
local now = now_ms(ARGV[1])
local code = redis.call('HGET', KEYS[1], 'hold_code')
if not code then return '' end
redis.call('HDEL', KEYS[1], 'hold_kind', 'hold_code', 'hold_detail', 'hold_since', 'hold_until', 'hold_count', 'probe', 'half')
redis.call('HSET', KEYS[1], 'pace_from', 0.25, 'pace_at', now, 'pace_doubling', 8000, 'alone_until', now + 1000)
return code
