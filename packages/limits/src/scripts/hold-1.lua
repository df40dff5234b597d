--[[
  Lets no call start before a time. A longer hold that is in force stands.

  KEYS[1] lane (hash)     ARGV[1] ms from now   ARGV[2] code   ARGV[3] detail   ARGV[4] '1' for a halt

  Returns ms until the hold in force ends.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local standing = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
local wanted = now + tonumber(ARGV[1])
if wanted <= standing then return standing - now end
redis.call('HSET', KEYS[1], 'until', wanted, 'since', now, 'code', ARGV[2], 'detail', ARGV[3], 'halted', ARGV[4])
return wanted - now
