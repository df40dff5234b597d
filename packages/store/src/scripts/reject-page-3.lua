--[[
  Puts a failed page in the place of one that was committed and cannot be what it says.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] pages (hash)        ARGV[2] the failed page, as JSON
  KEYS[3] failed (zset)

  Returns 1 when it was there. Run again, it counts nothing twice.
]]
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
if redis.call('ZADD', KEYS[3], ARGV[1], ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'good', -1)
  redis.call('HINCRBY', KEYS[1], 'failed', 1)
end
return 1
