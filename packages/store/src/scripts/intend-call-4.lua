--[[
  Writes down that a page's call is about to be sent, and what it is expected to cost. What dies
  before this has paid nothing; what dies after it may have.

  KEYS[1] document (hash)     ARGV[1] page number        ARGV[2] fence of the claim
  KEYS[2] claims (hash)       ARGV[3] reservation id     ARGV[4] expected cost in micro-dollars
  KEYS[3] calls (hash)        ARGV[5] facts of the call, as JSON
  KEYS[4] ledger (stream)     ARGV[6] what the limiter is owed should nobody come back, as JSON
                              ARGV[7] lease in ms        ARGV[8] retention of the ledger in seconds
                              ARGV[9] hash of the picture that is to be sent
                              ARGV[10] the batch that it goes with, or ''

  Returns which of its page's calls this is, from 1; 0 when the claim is another's by now, or the
  document has ended: then nothing may be sent.
]]
local held = redis.call('HGET', KEYS[2], ARGV[1])
local claim = held and cjson.decode(held)
if not claim or claim.fence ~= tonumber(ARGV[2]) then return 0 end
-- Sent twice, because the first answer was lost.
if claim.attempt then return claim.attempt end
local state = redis.call('HMGET', KEYS[1], 'status', 'parked')
if state[1] ~= 'processing' then
  redis.call('HDEL', KEYS[2], ARGV[1])
  return 0
end
claim.attempt = redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
claim.reservation, claim.cost, claim.facts, claim.forfeit = ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
claim.until_ms = now_ms() + tonumber(ARGV[7])
if ARGV[10] ~= '' then
  -- From here on it is no worker's: none has to live until it is back.
  claim.batch, claim.owner = ARGV[10], 'batch'
  redis.call('HINCRBY', KEYS[1], 'in_batch', 1)
end
redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(claim))
local sent = redis.call('HGET', KEYS[3], ARGV[1] .. ':pictures')
if not sent or not string.find(sent, ARGV[9], 1, true) then
  redis.call('HSET', KEYS[3], ARGV[1] .. ':pictures', sent and (sent .. ' ' .. ARGV[9]) or ARGV[9])
end
redis.call('HINCRBY', KEYS[1], 'calls', 1)
if state[2] then
  redis.call('HDEL', KEYS[1], 'parked')
  ring(KEYS[1])
end
book(KEYS[4], ARGV[8], 'intent', claim, {})
return claim.attempt
