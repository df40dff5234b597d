--[[
  Gives back a claim whose call was not sent.

  KEYS[1] claims (hash)     ARGV[1] page number     ARGV[2] fence of the claim

  Returns 1 when it was given back, 0 when it is another's or its call may have been sent.
]]
local held = redis.call('HGET', KEYS[1], ARGV[1])
local claim = held and cjson.decode(held)
if not claim or claim.fence ~= tonumber(ARGV[2]) or claim.attempt then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
