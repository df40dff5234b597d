--[[
  Ends a document: its status, its reason, what is to be told to a receiver, and from when on it
  is forgotten. The first end stands.

  KEYS[1] document (hash)     ARGV[1] status it ends in
  KEYS[2] outbox (hash)       ARGV[2] reason, as JSON, or ''
  KEYS[3..10] its other keys   ARGV[3] the webhook job, as JSON, or ''
                              ARGV[4] retention in seconds

  Returns 1 when this ended it, 0 when it had ended before, -1 when it is gone.
]]
local status = redis.call('HGET', KEYS[1], 'status')
if not status then return -1 end
if status == 'completed' or status == 'partial' or status == 'failed' or status == 'cancelled' then return 0 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'status', ARGV[1], 'reason', ARGV[2],
  'finished_at_ms', time[1] * 1000 + math.floor(time[2] / 1000))
if ARGV[3] ~= '' then redis.call('HSET', KEYS[2], 'webhooks', ARGV[3]) end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
return 1
