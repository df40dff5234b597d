#!lua flags=allow-oom
--[[
  Says how a delivery went: lets the next of its lane begin, closes a lane that fails, and disables an
  endpoint that only fails. One success clears all of it. Works when Redis is full, as what is
  written next does.

  KEYS[1] lane (hash)        ARGV[1] webhook-id                 ARGV[2] name of the lane
  KEYS[2] endpoint (hash)    ARGV[3] 'delivered', 'failed' (answered, and not well), 'unwell' (not answered,
  KEYS[3] sending (zset)             or with 429 or 5xx), 'gone' (410) or 'abandoned'
  KEYS[4] slots (zset)       ARGV[4] ms for which the receiver asks to be left alone, or 0
                             ARGV[5] failures in a row after which a lane is closed for a while
                             ARGV[6] ms of failures alone after which an endpoint is disabled
                             ARGV[7] failures that it takes at least
                             ARGV[8] how long a failing endpoint is remembered, in ms

  Returns {1 when the endpoint is disabled, 1 when this made it so or cleared it}.
]]
local FIRST_CLOSED_MS, MOST_CLOSED_MS, FORGOTTEN_MS = 5000, 300000, 3600000
local outcome = ARGV[3]
local now = now_ms()
redis.call('ZREM', KEYS[3], ARGV[2] .. ' ' .. ARGV[1])
local was_disabled = redis.call('HEXISTS', KEYS[2], 'disabled_at') == 1
if outcome == 'abandoned' then return { was_disabled and 1 or 0, 0 } end
if outcome == 'delivered' then
  redis.call('HDEL', KEYS[1], 'failures', 'closed_until')
  redis.call('DEL', KEYS[2])
  return { 0, was_disabled and 1 or 0 }
end
local closed_ms = tonumber(ARGV[4])
if outcome == 'unwell' then
  local over = redis.call('HINCRBY', KEYS[1], 'failures', 1) - tonumber(ARGV[5])
  if over >= 0 then closed_ms = math.max(closed_ms, math.min(FIRST_CLOSED_MS * 2 ^ over, MOST_CLOSED_MS)) end
else
  redis.call('HDEL', KEYS[1], 'failures', 'closed_until')
end
if closed_ms > 0 then
  local until_ms = math.max(now + closed_ms, tonumber(redis.call('HGET', KEYS[1], 'closed_until') or 0))
  redis.call('HSET', KEYS[1], 'closed_until', until_ms)
end
local busy_ms = math.max(closed_ms, tonumber(redis.call('HGET', KEYS[1], 'next_at') or 0) - now, 0)
redis.call('PEXPIRE', KEYS[1], busy_ms + FORGOTTEN_MS)
redis.call('HSETNX', KEYS[2], 'failing_since', now)
local failing_ms = now - tonumber(redis.call('HGET', KEYS[2], 'failing_since'))
local times = redis.call('HINCRBY', KEYS[2], 'times', 1)
redis.call('PEXPIRE', KEYS[2], ARGV[8])
local is_over = failing_ms >= tonumber(ARGV[6]) and times >= tonumber(ARGV[7])
if not (outcome == 'gone' or was_disabled or is_over) then return { 0, 0 } end
-- Anew with each failure: what was asked to be sent again before that is not sent for it.
redis.call('HSET', KEYS[2], 'disabled_at', now)
return { 1, was_disabled and 0 or 1 }
