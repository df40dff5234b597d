#!lua flags=allow-oom
--[[
  Moves a batch from one of its states to the next, if it is still where the caller left it. What has
  moved there already, since the first answer was lost, stays so.

  KEYS[1] batch (hash)     ARGV[1] state that it is in, '' where there is none yet
  KEYS[2] open (zset)      ARGV[2] state that it moves to, '' to forget it     ARGV[3] its key
  KEYS[3] entries (string) ARGV[4..] fields and values

  Returns 1 when it is in the new state.
]]
local state = redis.call('HGET', KEYS[1], 'state') or ''
if state ~= ARGV[1] then return state == ARGV[2] and 1 or 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1], KEYS[3])
  redis.call('ZREM', KEYS[2], ARGV[3])
  return 1
end
local now = now_ms()
if state == '' then redis.call('ZADD', KEYS[2], now, ARGV[3]) end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'moved_at_ms', now, ARGV[2] .. '_at_ms', now)
for at = 4, #ARGV, 2 do
  if ARGV[at] == 'entries' then redis.call('SET', KEYS[3], ARGV[at + 1])
  else redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
end
return 1
