--[[
  Counts one more call for a page and for its document.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] calls (hash)

  Returns the page's calls so far; 0 when the document is gone, and nothing is counted then.
]]
if redis.call('HEXISTS', KEYS[1], 'accepted') == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'calls', 1)
local calls = redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
-- A call that is counted after the document's end is forgotten with the document.
local ttl = redis.call('TTL', KEYS[1])
if ttl >= 0 then redis.call('EXPIRE', KEYS[2], ttl) end
return calls
