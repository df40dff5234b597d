--[[
  Counts one more renderer that a page has ended.

  KEYS[1] kills (hash)     ARGV[1] page number
                           ARGV[2] after so many seconds without another all are forgotten

  Returns the renderers that the page has ended so far.
]]
local kills = redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return kills
