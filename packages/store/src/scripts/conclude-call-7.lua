#!lua flags=allow-oom
--[[
  Books what became of a call that brought no answer, or one that nobody wants any more. Works when Redis
  is full. A page whose call was in a batch is to do again.

  KEYS[1] document (hash)     ARGV[1] page number     ARGV[2] which of its page's calls
  KEYS[2] claims (hash)       ARGV[3] 'free', 'ambiguous' or 'waste'
  KEYS[3] calls (hash)        ARGV[4] cost in micro-dollars
  KEYS[4] lapsed (hash)       ARGV[5] request id, or ''     ARGV[6] failure code
  KEYS[5] ledger (stream)     ARGV[7] what the limiter is owed, as JSON
  KEYS[6] owed (hash)         ARGV[8] retention of the ledger in seconds
  KEYS[7] to-do (list)        ARGV[9] usage of the call, as JSON, or ''

  Returns {ambiguous calls of the page, what is known of them}.
]]
local keys = { document = KEYS[1], claims = KEYS[2], calls = KEYS[3], lapsed = KEYS[4], ledger = KEYS[5], owed = KEYS[6] }
local claim, had_lapsed = close_call(keys, ARGV[1], tonumber(ARGV[2]))
if claim then
  if claim.batch and not had_lapsed then put_back(KEYS[1], KEYS[7], KEYS[3], ARGV[1]) end
  local outcome = { class = ARGV[3], cost = ARGV[4], request_id = ARGV[5], code = ARGV[6], usage = ARGV[9] }
  conclude(keys, ARGV[8], ARGV[1], claim, had_lapsed, outcome, ARGV[7])
  forget_calls(KEYS[1], { keys.calls, keys.owed })
end
return {
  tonumber(redis.call('HGET', keys.calls, ARGV[1] .. ':ambiguous') or 0),
  redis.call('HGET', keys.calls, ARGV[1] .. ':doubts') or '',
}
