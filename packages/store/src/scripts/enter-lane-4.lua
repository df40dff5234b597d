--[[
  Lets a delivery begin, or says when to come again. What waits for its turn is told a time of its own, one
  after the other, so that however many wait for a receiver that is down, few ask at a time.

  KEYS[1] lane (hash)        ARGV[1] webhook-id                 ARGV[2] name of the lane
  KEYS[2] endpoint (hash)    ARGV[3] not before (Redis' clock, ms)
  KEYS[3] sending (zset)     ARGV[4] when it was asked to be sent again, 0 if it was not: what was disabled
  KEYS[4] slots (zset)               before that is tried all the same
                             ARGV[5] after how many ms its courier counts as dead
                             ARGV[6] most at once in a lane     ARGV[7] most at once of the tenant
                             ARGV[8] ms between two of a lane   ARGV[9] how many ms' worth may go at once
                             ARGV[10] failures in a row after which a lane is closed for a while

  Returns {'go' | 'wait' | 'disabled', now, ms to wait}.
]]
-- Well beyond the wait of a closed lane: who has not come by then will not come.
local FORGOTTEN_MS = 3600000
local CROWDED_MS = 250
local id, member = ARGV[1], ARGV[2] .. ' ' .. ARGV[1]
local gap_ms = tonumber(ARGV[8])
local now = now_ms()
if now < tonumber(ARGV[3]) then return { 'wait', now, tonumber(ARGV[3]) - now } end
local disabled_at = redis.call('HGET', KEYS[2], 'disabled_at')
if disabled_at and tonumber(disabled_at) > tonumber(ARGV[4]) then
  redis.call('ZREM', KEYS[4], id)
  return { 'disabled', now, 0 }
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - FORGOTTEN_MS)
local own = tonumber(redis.call('ZSCORE', KEYS[4], id) or 0)
if own > now then return { 'wait', now, own - now } end
local lane = redis.call('HMGET', KEYS[1], 'failures', 'closed_until', 'next_at')
local failures, closed_until, next_at = tonumber(lane[1] or 0), tonumber(lane[2] or 0), tonumber(lane[3] or 0)
local in_lane, of_tenant = 0, 0
for _, other in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  -- Its own may stand there yet, of a courier that died with it.
  if other ~= member then
    of_tenant = of_tenant + 1
    if string.sub(other, 1, #ARGV[2] + 1) == ARGV[2] .. ' ' then in_lane = in_lane + 1 end
  end
end
local from
if closed_until > now then
  from = closed_until
elseif in_lane >= tonumber(ARGV[6]) or (failures >= tonumber(ARGV[10]) and in_lane > 0) then
  -- A lane that was closed begins with one.
  from = now + CROWDED_MS
elseif of_tenant >= tonumber(ARGV[7]) then
  from = now + math.max(CROWDED_MS, redis.call('ZCARD', KEYS[4]) * gap_ms)
elseif own == 0 and next_at > now + tonumber(ARGV[9]) then
  from = now
end
if from then
  local slot = math.max(from, next_at)
  redis.call('ZADD', KEYS[4], slot, id)
  redis.call('PEXPIRE', KEYS[4], math.max(slot - now, redis.call('PTTL', KEYS[4]), 0) + FORGOTTEN_MS)
  redis.call('HSET', KEYS[1], 'next_at', slot + gap_ms)
  redis.call('PEXPIRE', KEYS[1], slot - now + FORGOTTEN_MS)
  return { 'wait', now, slot - now }
end
redis.call('ZREM', KEYS[4], id)
if own == 0 then
  redis.call('HSET', KEYS[1], 'next_at', math.max(next_at, now) + gap_ms)
  redis.call('PEXPIRE', KEYS[1], math.max(next_at - now, 0) + FORGOTTEN_MS)
end
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[5]), member)
redis.call('PEXPIRE', KEYS[3], ARGV[5])
return { 'go', now, 0 }
