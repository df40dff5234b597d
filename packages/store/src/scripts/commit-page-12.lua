#!lua flags=allow-oom
--[[
  Records a finished page, counts it in, books the call that brought it, and hands out the next
  slice; with the last page it also writes down that the document has to be aggregated, or first to be
  asked as a whole. The first record of a page stands; a call that comes later is booked as waste.
  Works when Redis is full, for what it brings is paid. The document as a whole is page 0: it is
  counted in among what is left, and among what was used and paid, and not among the pages.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] pages (hash)        ARGV[2] the page, as JSON
  KEYS[3] failed (zset)       ARGV[3] 'good', 'blank' or 'failed'
  KEYS[4] to-do (list)        ARGV[4] '1' when it was cached
  KEYS[5] outbox (hash)       ARGV[5] input tokens of the call     ARGV[6] its output tokens
  KEYS[6] plan (hash)         ARGV[7] its cost in micro-dollars
  KEYS[7] claims (hash)       ARGV[8] the aggregate job, as JSON
  KEYS[8] calls (hash)        ARGV[9] window           ARGV[10] stale ms (see take-slice)
  KEYS[9] lapsed (hash)       ARGV[11] fence of the claim, 0 when there was none
  KEYS[10] ledger (stream)    ARGV[12] which of the page's calls, 0 when none was sent
  KEYS[11] owed (hash)        ARGV[13] usage of the call, as JSON     ARGV[14] request id, or ''
  KEYS[12] feed (list)        ARGV[15] failure code, or ''
                              ARGV[16] what the limiter is owed, as JSON
                              ARGV[17] retention of the ledger in seconds
                              ARGV[18] 'accepted', or 'free' for a call that was refused without charge
                              ARGV[19] calls in the draft that the page was built upon, 0 for none

  Returns {stands, counted, slice...}: stands 1 when this made it the page's; counted 1 when every page has
  ended and the outbox is to be relayed, 'waits' or 'rests' when none is under way and its place is to go to
  another (see parts/apart); then the slice to enqueue (see parts/slice), if any.
  A document that was cancelled meanwhile still takes the page and what it cost, for both are paid;
  its end stands. One that is gone takes nothing; nor is a page taken that is not in the plan, for
  counted in, it would stand for one that nobody has read; nor one that leaves out what another run
  drafted meanwhile and paid for. The draft ends with its page.
]]
local page = ARGV[1]
local keys = { document = KEYS[1], claims = KEYS[7], calls = KEYS[8], lapsed = KEYS[9], ledger = KEYS[10], owed = KEYS[11] }
local claim, had_lapsed = close_call(keys, page, tonumber(ARGV[12]))
if ARGV[12] == '0' then
  -- A page that ends without a call gives back the claim under which it was to be sent.
  local held = redis.call('HGET', keys.claims, page)
  local own = held and cjson.decode(held)
  if own and own.fence == tonumber(ARGV[11]) and not own.attempt then redis.call('HDEL', keys.claims, page) end
end
-- Read and written together: each by itself, its fields took a third of this script.
local FIELDS = { 'status', 'left', 'out', 'failed', 'good', 'blank', 'cached', 'input_tokens', 'output_tokens', 'cost_micro_usd', 'window', 'round', 'apart' }
local document = {}
for at, value in ipairs(redis.call('HMGET', KEYS[1], unpack(FIELDS))) do document[FIELDS[at]] = value end
local status = document.status
local is_whole = page == '0'
local is_taken = status and redis.call('HEXISTS', is_whole and KEYS[1] or KEYS[6], is_whole and 'whole' or page) == 1
local is_taken_on = drafted(keys.calls, page) == tonumber(ARGV[19])
local first = is_taken and is_taken_on and redis.call('HSETNX', KEYS[2], page, ARGV[2]) == 1
if claim then
  conclude(keys, ARGV[17], page, claim, had_lapsed, {
    class = call_class(first, ARGV[18]), cost = ARGV[7], usage = ARGV[13], request_id = ARGV[14],
    code = ARGV[15],
  }, ARGV[16])
end
-- One that is being read has no end of its keys to share.
if status ~= 'processing' then forget_calls(KEYS[1], { keys.calls, keys.owed }) end
if not is_taken then return { 0, 0 } end
local changed = {}
local function add(field, amount)
  document[field] = string.format('%.0f', tonumber(document[field] or 0) + amount)
  changed[#changed + 1] = field
  changed[#changed + 1] = document[field]
end
if first then
  if ARGV[19] ~= '0' then redis.call('HDEL', keys.calls, page .. ':draft', page .. ':drafted') end
  if is_whole then
    redis.call('HDEL', KEYS[5], 'pages')
  elseif ARGV[3] == 'failed' then
    add('failed', 1)
    redis.call('ZADD', KEYS[3], page, page)
  else
    add('good', 1)
    if ARGV[3] == 'blank' then add('blank', 1) end
  end
  if ARGV[4] == '1' and not is_whole then add('cached', 1) end
  add('input_tokens', ARGV[5])
  add('output_tokens', ARGV[6])
  add('cost_micro_usd', ARGV[7])
  -- One that stood apart for a batch is out of the window already.
  local stood = redis.call('HGET', keys.calls, page .. ':apart')
  local was_apart = stood == (document.round or '1') .. ':'
  if stood then redis.call('HDEL', keys.calls, page .. ':apart') end
  if not is_whole then
    add(was_apart and 'apart' or 'out', -1)
    redis.call('RPUSH', KEYS[12], page)
  end
  add('left', -1)
  redis.call('HSET', KEYS[1], unpack(changed))
  ring(KEYS[1])
end
if status ~= 'processing' then
  local ttl = redis.call('TTL', KEYS[1])
  if ttl >= 0 then
    redis.call('EXPIRE', KEYS[2], ttl)
    redis.call('EXPIRE', KEYS[3], ttl)
    redis.call('EXPIRE', KEYS[12], ttl)
  end
  return { first and 1 or 0, status == 'aggregating' and 1 or 0 }
end
if first then
  local left = document.left
  if left == '0' then
    redis.call('HSET', KEYS[1], 'status', 'aggregating')
    redis.call('HSET', KEYS[5], 'aggregate', ARGV[8])
    return { 1, 1 }
  end
  local whole_job = left == '1' and not is_whole and redis.call('HGET', KEYS[1], 'whole_job')
  if whole_job and redis.call('HEXISTS', KEYS[2], '0') == 0 then
    redis.call('HSET', KEYS[5], 'pages', whole_job)
    return { 1, 1 }
  end
end
local idle = tonumber(document.out) <= 0 and (document.window == '0' or tonumber(document.apart or 0) > 0)
  and idleness(KEYS[1], KEYS[4], keys.calls)
if idle then return { first and 1 or 0, idle } end
local slice = offer_slice(KEYS[1], KEYS[4], tonumber(ARGV[9]), tonumber(ARGV[10]), not first)
return { first and 1 or 0, 0, unpack(slice) }
