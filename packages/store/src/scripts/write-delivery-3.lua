#!lua flags=allow-oom
--[[
  Writes what is known of a delivery, if nobody else has since it was read; with a job, which is to send
  it again, also what the queue is owed. Works when Redis is full: what was sent is not to be sent again for that.

  KEYS[1] document (hash)     ARGV[1] webhook-id
  KEYS[2] deliveries (hash)   ARGV[2] the delivery as it was read, as JSON, '' for none
  KEYS[3] outbox (hash)       ARGV[3] the delivery, as JSON
                              ARGV[4] its status
                              ARGV[5] the job, as JSON, or ''

  Returns 'written', 'changed', 'owed' when another job is to be enqueued first, or 'gone' with its document.
]]
if redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
if (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[2] then return 'changed' end
if ARGV[5] ~= '' then
  local owed = redis.call('HGET', KEYS[3], 'webhooks')
  if owed and owed ~= ARGV[5] then return 'owed' end
  redis.call('HSET', KEYS[3], 'webhooks', ARGV[5])
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
-- Who looks at the document is told of its latest event.
local latest = redis.call('HGET', KEYS[1], 'webhook_id')
if not latest or latest == ARGV[1] then
  redis.call('HSET', KEYS[1], 'webhook', ARGV[4], 'webhook_id', ARGV[1])
end
local ttl_ms = redis.call('PTTL', KEYS[1])
if ttl_ms >= 0 then
  redis.call('PEXPIRE', KEYS[2], ttl_ms)
  redis.call('PEXPIRE', KEYS[3], ttl_ms)
end
return 'written'
