--[[
  Writes a new document and, in the same step, what has to be enqueued for it.

  KEYS[1] document (hash)     ARGV[1] accepted document, as JSON
  KEYS[2] outbox (hash)       ARGV[2] the split job, as JSON
  KEYS[3] what is left of it where it was deleted (hash or string)

  Returns 1 when it was written, 0 when it was there already, or was there and is deleted.
]]
if redis.call('EXISTS', KEYS[1], KEYS[3]) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'accepted', ARGV[1], 'status', 'queued')
redis.call('HSET', KEYS[2], 'split', ARGV[2])
return 1
