--[[
  Writes a new document and, in the same step, what has to be enqueued for it.

  KEYS[1] document (hash)     ARGV[1] accepted document, as JSON
  KEYS[2] outbox (hash)       ARGV[2] the split job, as JSON

  Returns 1 when it was written, 0 when it was there already.
]]
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'accepted', ARGV[1], 'status', 'queued')
redis.call('HSET', KEYS[2], 'split', ARGV[2])
return 1
