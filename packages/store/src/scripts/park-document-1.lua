--[[
  Says what a document that is being read waits for, until its next call is sent.

  KEYS[1] document (hash)     ARGV[1] what it waits for, as JSON

  Returns 1 when it was written, 0 when the document is not being read.
]]
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return 0 end
redis.call('HSET', KEYS[1], 'parked', ARGV[1])
ring(KEYS[1])
return 1
