--[[
  Says that every page of a slice is enqueued.

  KEYS[1] document (hash)     ARGV[1] where the slice began

  Returns 1; 0 when another slice, or none, is open.
]]
if redis.call('HGET', KEYS[1], 'slice_from') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'slice_from', 'slice_count', 'slice_at')
return 1
