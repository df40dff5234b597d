--[[
  Lets others ask for an answer that did not come, or is not to be kept.

  KEYS[1] flight (string)     ARGV[1] who asked

  Returns 1 when it was this caller's to release.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
