--[[
  Says which batch some of a document's pages went with last.

  KEYS[1] document (hash)     ARGV[1] the batch, as JSON

  Returns 1 when it was written, 0 when the document is not being read.
]]
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return 0 end
redis.call('HSET', KEYS[1], 'batch', ARGV[1])
return 1
