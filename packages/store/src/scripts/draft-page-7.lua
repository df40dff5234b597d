#!lua flags=allow-oom
--[[
  Books a call of a page that is to be asked about again, and keeps what is known of the page so far: a
  step that was paid for is not taken again, whoever dies. Works when Redis is full, for what it
  brings is paid.

  KEYS[1] document (hash)     ARGV[1] page number     ARGV[2] which of its page's calls
  KEYS[2] pages (hash)        ARGV[3] calls in the draft that this one was built upon
  KEYS[3] claims (hash)       ARGV[4] the draft, as JSON     ARGV[5] calls in it
  KEYS[4] calls (hash)        ARGV[6] input tokens    ARGV[7] output tokens    ARGV[8] cost in micro-dollars
  KEYS[5] lapsed (hash)       ARGV[9] 'accepted', or 'free' for a call that was refused without charge
  KEYS[6] ledger (stream)     ARGV[10] usage of the call, as JSON     ARGV[11] request id, or ''
  KEYS[7] owed (hash)         ARGV[12] failure code, or ''            ARGV[13] what the limiter is owed, as JSON
                              ARGV[14] retention of the ledger in seconds

  Returns 1 when this draft is the page's, 0 when another run has brought the page further: then the
  call is booked as waste.
]]
local page = ARGV[1]
local keys = { document = KEYS[1], claims = KEYS[3], calls = KEYS[4], lapsed = KEYS[5], ledger = KEYS[6], owed = KEYS[7] }
local claim, had_lapsed = close_call(keys, page, tonumber(ARGV[2]))
local draft = page .. ':draft'
-- Sent twice, because the first answer was lost.
if not claim then return redis.call('HGET', keys.calls, draft) == ARGV[4] and 1 or 0 end
local first = redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HEXISTS', KEYS[2], page) == 0
  and drafted(keys.calls, page) == tonumber(ARGV[3])
conclude(keys, ARGV[14], page, claim, had_lapsed, {
  class = call_class(first, ARGV[9]), cost = ARGV[8], usage = ARGV[10], request_id = ARGV[11], code = ARGV[12],
}, ARGV[13])
if first then
  redis.call('HSET', keys.calls, draft, ARGV[4], page .. ':drafted', ARGV[5])
  redis.call('HINCRBY', KEYS[1], 'input_tokens', ARGV[6])
  redis.call('HINCRBY', KEYS[1], 'output_tokens', ARGV[7])
  redis.call('HINCRBY', KEYS[1], 'cost_micro_usd', ARGV[8])
  ring(KEYS[1])
end
forget_calls(KEYS[1], { keys.calls, keys.owed })
return first and 1 or 0
