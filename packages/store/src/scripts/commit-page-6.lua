--[[
  Records a finished page, counts it in, and hands out the next slice; with the last page it also
  writes down that the document has to be aggregated. The first record of a page stands.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] pages (hash)        ARGV[2] the page, as JSON
  KEYS[3] failed (zset)       ARGV[3] 'good', 'blank' or 'failed'
  KEYS[4] order (list)        ARGV[4] '1' when it was cached
  KEYS[5] outbox (hash)       ARGV[5] input tokens     ARGV[6] output tokens
  KEYS[6] plan (hash)         ARGV[7] cost in micro-dollars
                              ARGV[8] the aggregate job, as JSON
                              ARGV[9] window           ARGV[10] stale ms (see take-slice)

  Returns {stands, counted, from, {page, ...}}: stands 1 when this record is the page's; counted 1
  when every page has ended and the outbox is to be relayed; then the slice to enqueue, if any.
  A document that was cancelled meanwhile still takes the page and what it cost, for both are paid;
  its end stands. One that is gone takes nothing; nor is a page taken that is not in the plan, for
  counted in, it would stand for one that nobody has read.
]]
local status = redis.call('HGET', KEYS[1], 'status')
if not status or redis.call('HEXISTS', KEYS[6], ARGV[1]) == 0 then return { 0, 0 } end
local first = redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 1
local function add(field, amount) return redis.call('HINCRBY', KEYS[1], field, amount) end
if first then
  if ARGV[3] == 'failed' then
    add('failed', 1)
    redis.call('ZADD', KEYS[3], ARGV[1], ARGV[1])
  else
    add('good', 1)
    if ARGV[3] == 'blank' then add('blank', 1) end
  end
  if ARGV[4] == '1' then add('cached', 1) end
  add('input_tokens', ARGV[5])
  add('output_tokens', ARGV[6])
  add('cost_micro_usd', ARGV[7])
  add('out', -1)
  add('left', -1)
end
if status ~= 'processing' then
  -- Keys that this page made anew are forgotten with their document.
  local ttl = redis.call('TTL', KEYS[1])
  if ttl >= 0 then
    redis.call('EXPIRE', KEYS[2], ttl)
    redis.call('EXPIRE', KEYS[3], ttl)
  end
  return { first and 1 or 0, status == 'aggregating' and 1 or 0 }
end
if first then
  if redis.call('HGET', KEYS[1], 'left') == '0' then
    redis.call('HSET', KEYS[1], 'status', 'aggregating')
    redis.call('HSET', KEYS[5], 'aggregate', ARGV[8])
    return { 1, 1 }
  end
end
local slice = offer_slice(KEYS[1], KEYS[4], tonumber(ARGV[9]), tonumber(ARGV[10]), not first)
return { first and 1 or 0, 0, slice[1], slice[2] }
