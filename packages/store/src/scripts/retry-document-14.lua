--[[
  Sets an ended document going again: its pages that failed, and those that a cancel left unread, are
  to do once more; what ended well stays. A document whose pages were never told apart is split again.
  One that was asked as a whole is asked so again, unless that ended well and no page failed.
  Looks at each page once, 10,000 at most, and seldom: some ten milliseconds.

  KEYS[1] document (hash)     ARGV[1] the split job of this round, as JSON
  KEYS[2] outbox (hash)       ARGV[2] the round that this would be
  KEYS[3] pages (hash)        ARGV[3] the job of this round that asks it as a whole, as JSON
  KEYS[4] failed (zset)
  KEYS[5] order (list)
  KEYS[6] to-do (list)
  KEYS[7] calls (hash)
  KEYS[8] kills (hash)
  KEYS[9] feed (list)
  KEYS[10..14] its other keys

  Returns the document's status afterwards, or nil when it is gone.
]]
local function is_good(record)
  local verdict = cjson.decode(record).verdict
  return verdict == 'ok' or verdict == 'blank'
end
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'partial' and status ~= 'failed' and status ~= 'cancelled' then return status end
-- Who was answered by another's retry a moment ago asks for what is under way.
if tonumber(redis.call('HGET', KEYS[1], 'round') or 1) + 1 ~= tonumber(ARGV[2]) then return status end
local way = redis.call('HGET', KEYS[1], 'whole')
local whole = way and redis.call('HGET', KEYS[3], '0')
local todo, standing = {}, {}
for _, page in ipairs(redis.call('LRANGE', KEYS[5], 0, -1)) do
  local is_failed = redis.call('ZSCORE', KEYS[4], page)
  if is_failed or redis.call('HEXISTS', KEYS[3], page) == 0 then
    todo[#todo + 1] = page
    redis.call('HDEL', KEYS[3], page)
    -- Its calls and its fence go on counting: only what would have it let go of at once is forgotten.
    redis.call('HDEL', KEYS[7], page .. ':ambiguous', page .. ':doubts')
  else
    standing[#standing + 1] = page
  end
end
local is_planned = redis.call('EXISTS', KEYS[5]) == 1
local is_whole_due = way and (#todo > 0 or not whole or not is_good(whole))
if is_planned and #todo == 0 and not is_whole_due then return status end
if is_whole_due then
  redis.call('HDEL', KEYS[3], '0')
  redis.call('HDEL', KEYS[7], '0:ambiguous', '0:doubts')
  redis.call('HSET', KEYS[1], 'whole_job', ARGV[3])
end
if is_whole_due and way == 'one' then
  -- All pages go into one request again, or the new answer would be about the failed ones alone.
  todo, standing = {}, {}
  for _, page in ipairs(redis.call('LRANGE', KEYS[5], 0, -1)) do
    local record = redis.call('HGET', KEYS[3], page)
    local known = record and cjson.decode(record)
    if not known or known.verdict ~= 'blank' then
      todo[#todo + 1] = page
      if known then redis.call('HINCRBY', KEYS[1], 'good', -1) end
      if known and known.cached then redis.call('HINCRBY', KEYS[1], 'cached', -1) end
      redis.call('HDEL', KEYS[3], page)
    else
      standing[#standing + 1] = page
    end
  end
end
local is_by_whole = is_whole_due and (way == 'one' or #todo == 0)
if is_by_whole then redis.call('HSET', KEYS[2], 'pages', ARGV[3]) end
redis.call('UNLINK', KEYS[4], KEYS[6], KEYS[8], KEYS[9])
for _, page in ipairs(todo) do redis.call('RPUSH', KEYS[6], page) end
-- A round is told from its beginning: so the feed names each page about once, however many rounds there are.
for _, page in ipairs(standing) do redis.call('RPUSH', KEYS[9], page) end
redis.call('HDEL', KEYS[1], 'reason', 'finished_at_ms', 'parked', 'slice_from', 'slice_count', 'slice_at', 'window', 'apart')
redis.call('HSET', KEYS[1], 'round', ARGV[2], 'failed', 0, 'next', is_by_whole and #todo or 0,
  'out', is_by_whole and #todo or 0, 'left', #todo + (is_whole_due and 1 or 0),
  'status', is_planned and 'processing' or 'queued')
if not is_planned then redis.call('HSET', KEYS[2], 'split', ARGV[1]) end
for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
ring(KEYS[1])
return redis.call('HGET', KEYS[1], 'status')
