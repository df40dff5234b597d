--[[
  Reads the feed of a document from a position on, with the round that it is of: a retry begins it anew.

  KEYS[1] document (hash)     ARGV[1] position to read from, from 0
  KEYS[2] feed (list)         ARGV[2] entries to read at most

  Returns {round, entries in all, {page, ...}}, or {} when the document is gone.
]]
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
if not state[1] then return {} end
local from, count = tonumber(ARGV[1]), tonumber(ARGV[2])
-- None of them is not the range from 0 to -1, which is all of them.
local pages = count > 0 and redis.call('LRANGE', KEYS[2], from, from + count - 1) or {}
return { tonumber(state[2] or 1), redis.call('LLEN', KEYS[2]), pages }
