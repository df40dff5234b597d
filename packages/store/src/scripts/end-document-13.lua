--[[
  Ends a document: its status, its reason, what is to be told to a receiver, and from when on it
  is forgotten. The first end stands.

  KEYS[1] document (hash)     ARGV[1] status it ends in
  KEYS[2] outbox (hash)       ARGV[2] reason, as JSON, or ''
  KEYS[3] calls (hash)        ARGV[3] the webhook job, as JSON, or ''
  KEYS[4] claims (hash)       ARGV[4] retention in seconds
  KEYS[5] lapsed (hash)       ARGV[5] how long, at least, its calls can be booked, in seconds
  KEYS[6] owed (hash)
  KEYS[7..13] its other keys

  Returns 1 when this ended it, 0 when it had ended before, -1 when it is gone.
]]
local status = redis.call('HGET', KEYS[1], 'status')
if not status then return -1 end
if status == 'completed' or status == 'partial' or status == 'failed' or status == 'cancelled' then return 0 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'status', ARGV[1], 'reason', ARGV[2],
  'finished_at_ms', time[1] * 1000 + math.floor(time[2] / 1000))
if ARGV[3] ~= '' then redis.call('HSET', KEYS[2], 'webhooks', ARGV[3]) end
for at, key in ipairs(KEYS) do
  -- Calls that are under way end after their document: forgotten with it, they would be in no ledger.
  local is_of_calls = at >= 3 and at <= 6
  redis.call('EXPIRE', key, is_of_calls and math.max(ARGV[4], ARGV[5]) or ARGV[4])
end
ring(KEYS[1])
return 1
