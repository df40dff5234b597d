--[[
  Raises what a document may cost: puts its options with the new cap in the place of the old ones, and
  lets it wait no longer, whoever refused it; where that still holds it is parked again.

  KEYS[1] document (hash)     ARGV[1] the accepted document as it was read, as JSON
                              ARGV[2] the same with the new cap

  Returns 1 when it was written, 0 when another's cap came between, nil when the document is gone.
]]
local accepted = redis.call('HGET', KEYS[1], 'accepted')
if not accepted then return nil end
if accepted ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'accepted', ARGV[2])
redis.call('HDEL', KEYS[1], 'parked')
ring(KEYS[1])
return 1
