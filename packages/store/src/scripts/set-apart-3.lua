--[[
  Takes a page whose call is in a batch out of its document's window, once a round, and hands out what
  comes after it: a batch may take a day, and nobody's hand is full with it.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] to-do (list)        ARGV[2] window     ARGV[3] stale ms (see take-slice)
  KEYS[3] calls (hash)

  Returns {round, from, {page, ...}}, or {} when there is nothing to hand out.
]]
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
if state[1] ~= 'processing' then return {} end
local round = state[2] or '1'
if ARGV[1] ~= '0' and redis.call('HGET', KEYS[3], ARGV[1] .. ':apart') ~= round then
  redis.call('HSET', KEYS[3], ARGV[1] .. ':apart', round)
  redis.call('HINCRBY', KEYS[1], 'out', -1)
end
return offer_slice(KEYS[1], KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3]), false)
