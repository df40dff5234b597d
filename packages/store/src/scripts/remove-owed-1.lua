--[[
  Takes an entry out of a document's outbox, unless a later one has taken its place.

  KEYS[1] outbox (hash)     ARGV[1] queue     ARGV[2] payload of the entry
]]
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
