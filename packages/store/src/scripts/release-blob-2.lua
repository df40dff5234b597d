--[[
  Says that somebody uses a blob no more. Without a user it is looked at, and removed, at once.

  KEYS[1] users (zset)     ARGV[1] name of the blob     ARGV[2] the user
  KEYS[2] due (zset)       ARGV[3] now, in ms

  Returns 1 when it was a user.
]]
if redis.call('ZREM', KEYS[1], ARGV[2]) == 0 then return 0 end
look_at_first(KEYS[1], KEYS[2], ARGV[1], ARGV[3])
return 1
