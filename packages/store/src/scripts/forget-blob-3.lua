--[[
  Forgets a blob whose bytes are removed. Its name comes back into use only by who alone condemned it:
  nobody else can know that no removal of it is under way any more.

  KEYS[1] users (zset)         ARGV[1] name of the blob
  KEYS[2] due (zset)           ARGV[2] who has removed it     ARGV[3] when it was condemned, in ms
  KEYS[3] condemned (hash)

  Returns 1 when the name is free again.
]]
local is_mine = redis.call('HGET', KEYS[3], ARGV[1]) == ARGV[2] .. ' ' .. ARGV[3]
if is_mine then redis.call('HDEL', KEYS[3], ARGV[1]) end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return is_mine and 1 or 0
