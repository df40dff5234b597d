--[[
  Writes down what was found of a blob's users: that they are gone, or when to look at them again. One
  that was added anew meanwhile is left as it is.

  KEYS[1] users (zset)     ARGV[1] name of the blob     ARGV[2] now, in ms
  KEYS[2] due (zset)       ARGV[3..] for each user: who, when it was to be looked at, and when to look
                           again in ms, or '' for one that is gone

  Returns how many users are left.
]]
for at = 3, #ARGV, 3 do
  local user, seen, again = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if tonumber(redis.call('ZSCORE', KEYS[1], user)) == tonumber(seen) then
    if again == '' then
      redis.call('ZREM', KEYS[1], user)
    else
      redis.call('ZADD', KEYS[1], again, user)
    end
  end
end
look_at_first(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
