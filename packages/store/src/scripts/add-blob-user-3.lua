--[[
  Says that somebody uses a blob, and when to look whether they still do.

  KEYS[1] users (zset)        ARGV[1] name of the blob     ARGV[2] the user
  KEYS[2] due (zset)          ARGV[3] when to look, in ms
  KEYS[3] condemned (hash)    ARGV[4] a user that must be among them already, or ''
                              ARGV[5] '1' to leave the time of one that is there as it is

  Returns 1 when the user is new, 0 when it was there, -1 when the blob is being removed, or the other
  user is not there: then its bytes may be gone.
]]
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then return -1 end
if ARGV[4] ~= '' and not redis.call('ZSCORE', KEYS[1], ARGV[4]) then return -1 end
local is_new = redis.call('ZSCORE', KEYS[1], ARGV[2]) and 0 or 1
if is_new == 1 or ARGV[5] ~= '1' then redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2]) end
look_at_first(KEYS[1], KEYS[2], ARGV[1])
return is_new
