--[[
  Gives up on a document's claims whose lease has passed: nobody came back to them, and where the
  page has ended meanwhile nobody will claim it again. There are never more than a window of them, but for pages in
  batches.

  KEYS[1] document (hash)     ARGV[1] retention of the ledger in seconds
  KEYS[2] claims (hash)
  KEYS[3] calls (hash)
  KEYS[4] lapsed (hash)
  KEYS[5] ledger (stream)
  KEYS[6] owed (hash)

  Returns how many claims still stand.
]]
local keys = { document = KEYS[1], claims = KEYS[2], calls = KEYS[3], lapsed = KEYS[4], ledger = KEYS[5], owed = KEYS[6] }
local now, standing = now_ms(), 0
local entries = redis.call('HGETALL', keys.claims)
for at = 1, #entries, 2 do
  local claim = cjson.decode(entries[at + 1])
  if claim.until_ms <= now then
    lapse(keys, ARGV[1], entries[at], claim)
  else
    standing = standing + 1
  end
end
forget_calls(KEYS[1], { keys.calls, keys.lapsed, keys.owed })
return standing
