--[[
  Says that a splitter is at work, unless the document is already further on.

  KEYS[1] document (hash)

  Returns the document's status afterwards, or nil when it is gone.
]]
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'queued' then
  redis.call('HSET', KEYS[1], 'status', 'splitting')
  ring(KEYS[1])
  return 'splitting'
end
return status
