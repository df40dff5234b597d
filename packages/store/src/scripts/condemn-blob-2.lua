--[[
  Takes the name of a blob that nobody uses out of use, so that its bytes can be removed: whoever uploads
  them from now on keeps them under another name, which no late removal can hit.

  KEYS[1] users (zset)         ARGV[1] name of the blob
  KEYS[2] condemned (hash)     ARGV[2] who removes it     ARGV[3] now, in ms

  A name that several remove is nobody's: none of them can know when the last is done, so that none may
  give it back.

  Returns 'mine', 'shared', or 'used'.
]]
if redis.call('EXISTS', KEYS[1]) == 1 then return 'used' end
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3]) == 1 then return 'mine' end
redis.call('HSET', KEYS[2], ARGV[1], 'several ' .. ARGV[3])
return 'shared'
