--[[
  Takes a page that was gathered for a batch, and does not go with it, into its document's window again: it
  has a job, which comes again.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] calls (hash)

  Returns 1 when it stood apart.
]]
local apart = ARGV[1] .. ':apart'
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
if state[1] ~= 'processing' or redis.call('HGET', KEYS[2], apart) ~= (state[2] or '1') .. ':' then return 0 end
redis.call('HDEL', KEYS[2], apart)
if ARGV[1] ~= '0' then
  redis.call('HINCRBY', KEYS[1], 'apart', -1)
  redis.call('HINCRBY', KEYS[1], 'out', 1)
end
return 1
