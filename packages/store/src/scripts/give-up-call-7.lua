#!lua flags=allow-oom
--[[
  Gives up on a call in a batch: it is not waited for any longer, and its page is to do again.
  Booked as ambiguous, at what it was expected to cost, it can still come back.

  KEYS[1] document (hash)     ARGV[1] page number     ARGV[2] which of its page's calls
  KEYS[2] claims (hash)       ARGV[3] why, as a failure code
  KEYS[3] calls (hash)        ARGV[4] retention of the ledger in seconds
  KEYS[4] lapsed (hash)
  KEYS[5] ledger (stream)
  KEYS[6] owed (hash)
  KEYS[7] to-do (list)

  Returns 1 when it was open.
]]
local keys = { document = KEYS[1], claims = KEYS[2], calls = KEYS[3], lapsed = KEYS[4], ledger = KEYS[5], owed = KEYS[6] }
local held = redis.call('HGET', keys.claims, ARGV[1])
local claim = held and cjson.decode(held)
if not claim or claim.attempt ~= tonumber(ARGV[2]) then return 0 end
put_back(KEYS[1], KEYS[7], KEYS[3], ARGV[1])
lapse(keys, ARGV[4], ARGV[1], claim, ARGV[3])
forget_calls(KEYS[1], { keys.calls, keys.lapsed, keys.owed })
return 1
