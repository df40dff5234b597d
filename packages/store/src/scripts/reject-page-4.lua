--[[
  Puts a failed page in the place of one that was committed and cannot be what it says.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] pages (hash)        ARGV[2] the failed page, as JSON
  KEYS[3] failed (zset)
  KEYS[4] feed (list)

  Returns 1 when it was there. Run again, it counts nothing twice.
]]
local before = redis.call('HGET', KEYS[2], ARGV[1])
if not before then return 0 end
if before ~= ARGV[2] then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('RPUSH', KEYS[4], ARGV[1])
  ring(KEYS[1])
end
if redis.call('ZADD', KEYS[3], ARGV[1], ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'good', -1)
  redis.call('HINCRBY', KEYS[1], 'failed', 1)
end
return 1
