--[[
  Lets go of kept answers before their time. Their keys are on the same slot, for all of the cache is.

  KEYS[1] order (zset)     ARGV[1] what the key of an answer begins with
  KEYS[2] sizes (hash)     ARGV[2..] keys of the answers

  Returns the bytes that are kept now.
]]
for at = 2, #ARGV do
  local key = ARGV[at]
  local size = tonumber(redis.call('HGET', KEYS[2], key) or 0)
  redis.call('DEL', ARGV[1] .. key)
  redis.call('ZREM', KEYS[1], key)
  redis.call('HDEL', KEYS[2], key)
  redis.call('HINCRBY', KEYS[2], 'total', -size)
end
return tonumber(redis.call('HGET', KEYS[2], 'total') or 0)
