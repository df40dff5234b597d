#!lua flags=no-writes
--[[
  Shows all that is stored of a lane.

  KEYS[1] lane   ARGV[1] not used: every script here begins with a time for tests

  Returns {name, value, name, value, ...}, numbers as text.
]]
local packed, flat = redis.call('GET', KEYS[1]), {}
for name, value in pairs(packed and cmsgpack.unpack(packed) or {}) do
  flat[#flat + 1] = name
  flat[#flat + 1] = type(value) == 'number' and string.format('%.17g', value) or value
end
return flat
