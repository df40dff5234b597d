--[[
  Says that every page of a slice is enqueued, and hands out the next one where the window has room:
  while this slice was open, commits were refused a new one, and they may have been the last to ask.

  KEYS[1] document (hash)     ARGV[1] where the slice began
  KEYS[2] to-do (list)        ARGV[2] window that holds from now on
                              ARGV[3] stale ms (see take-slice)

  Returns the slice (see parts/slice), or {} when there is nothing to hand out.
]]
if redis.call('HGET', KEYS[1], 'slice_from') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'slice_from', 'slice_count', 'slice_at')
end
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return {} end
redis.call('HSET', KEYS[1], 'window', ARGV[2])
return offer_slice(KEYS[1], KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3]), false)
