--[[
  Counts one more check of the epoch, which is founded by the first.

  KEYS[1]  the epoch: hash of `id` and `checks`
  ARGV[1]  id of a new epoch, where there is none yet

  Returns {id, checks}.
]]
redis.call('HSETNX', KEYS[1], 'id', ARGV[1])
local checks = redis.call('HINCRBY', KEYS[1], 'checks', 1)
return { redis.call('HGET', KEYS[1], 'id'), tostring(checks) }
