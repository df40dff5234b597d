--[[
  Lets go of an Idempotency-Key that stands for a document which is gone.

  KEYS[1] the key (string): fingerprint and document     ARGV[1] the document

  Returns 1 when it stood for that one.
]]
local standing = redis.call('GET', KEYS[1])
if not standing or string.sub(standing, -#ARGV[1] - 1) ~= ' ' .. ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
