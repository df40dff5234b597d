--[[
  Gives one run of a page's job the right to send its call, for the time of a lease.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] pages (hash)        ARGV[2] token of this claim     ARGV[3] owner: the worker
  KEYS[3] claims (hash)       ARGV[4] lease in ms
  KEYS[4] calls (hash)        ARGV[5] ambiguous calls at which a page is let go of
  KEYS[5] lapsed (hash)       ARGV[6] an owner that is known to be dead, or ''
  KEYS[6] ledger (stream)     ARGV[7] retention of the ledger in seconds
  KEYS[7] owed (hash)         ARGV[8] calls in the page's draft, as far as the caller knows

  Returns {'claimed', fence}, {'held', ms of its lease that are left, owner}, {'quarantined', what is
  known of its calls}, {'has-page'}, {'in-batch'} for a page whose call is in a batch, {'ended'} for a document that is not being read, or {'behind'} when
  another run has brought the page further: its step must not be paid for again.
]]
local page = ARGV[1]
if redis.call('HEXISTS', KEYS[2], page) == 1 then return { 'has-page' } end
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return { 'ended' } end
local keys = { document = KEYS[1], claims = KEYS[3], calls = KEYS[4], lapsed = KEYS[5], ledger = KEYS[6], owed = KEYS[7] }
local now = now_ms()
local held = redis.call('HGET', keys.claims, page)
if held then
  local claim = cjson.decode(held)
  if claim.token == ARGV[2] then return { 'claimed', claim.fence } end
  if claim.batch and claim.until_ms > now then return { 'in-batch' } end
  local left = claim.until_ms - now
  if left > 0 and claim.owner ~= ARGV[6] then return { 'held', left, claim.owner } end
  lapse(keys, ARGV[7], page, claim)
end
local known = redis.call('HMGET', keys.calls, page .. ':drafted', page .. ':ambiguous')
if tonumber(known[1] or 0) ~= tonumber(ARGV[8]) then return { 'behind' } end
if tonumber(known[2] or 0) >= tonumber(ARGV[5]) then
  return { 'quarantined', redis.call('HGET', keys.calls, page .. ':doubts') or '' }
end
local fence = redis.call('HINCRBY', keys.calls, page .. ':fence', 1)
redis.call('HSET', keys.claims, page, cjson.encode({
  owner = ARGV[3], token = ARGV[2], fence = fence, until_ms = now + tonumber(ARGV[4]),
}))
return { 'claimed', fence }
