--[[
  Keeps an answer, lets go of what is too old or too much, and lets those who wait for it go on.

  KEYS[1] answer (string)     ARGV[1] key of the answer     ARGV[2] the answer
  KEYS[2] flight (string)     ARGV[3] who asked             ARGV[4] time to live in ms
  KEYS[3] order (zset)        ARGV[5] most bytes in all
  KEYS[4] sizes (hash)        ARGV[6] what the key of an answer begins with

  At most 100 answers are let go of in one run, more than one run adds; their keys are on the same
  slot, for all of the cache is. Returns the bytes that are kept now.
]]
local MOST = 100
if redis.call('GET', KEYS[2]) == ARGV[3] then redis.call('DEL', KEYS[2]) end
local time = redis.call('TIME')
-- In microseconds, so that of two answers kept in one millisecond the older one goes first.
local now = time[1] * 1e6 + time[2]
local bytes = #ARGV[2]
if bytes > tonumber(ARGV[5]) then return tonumber(redis.call('HGET', KEYS[4], 'total') or 0) end
local before = tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or 0)
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
redis.call('ZADD', KEYS[3], string.format('%.0f', now + ARGV[4] * 1000), ARGV[1])
redis.call('HSET', KEYS[4], ARGV[1], bytes)
local total = redis.call('HINCRBY', KEYS[4], 'total', bytes - before)
-- One at a time: as a rule there is none, and reading a hundred to find that out took 0.2 ms.
for _ = 1, MOST do
  local oldest = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  if not oldest[1] or (total <= tonumber(ARGV[5]) and tonumber(oldest[2]) > now) then break end
  local size = tonumber(redis.call('HGET', KEYS[4], oldest[1]) or 0)
  redis.call('DEL', ARGV[6] .. oldest[1])
  redis.call('ZREM', KEYS[3], oldest[1])
  redis.call('HDEL', KEYS[4], oldest[1])
  total = redis.call('HINCRBY', KEYS[4], 'total', -size)
end
return total
