--[[
  Takes a page that goes with a batch out of its document's window, and hands out what comes after it.

  KEYS[1] document (hash)     ARGV[1] page number
  KEYS[2] to-do (list)        ARGV[2] fence of the claim under which it was gathered for a batch; 0 where its
  KEYS[3] calls (hash)                call has to be in one already
  KEYS[4] claims (hash)       ARGV[3] window     ARGV[4] stale ms (see take-slice)
  KEYS[5] pages (hash)

  Returns {1 when it stands apart, 'rests' or 'waits' where the document is to give its place back, or '',
  slice...}: the slice to enqueue (see parts/slice), if any. A page for which something came back already does
  not: its job has to make something of it. Nor does one that has ended, while another call of it is in a batch.
]]
local page, apart = ARGV[1], ARGV[1] .. ':apart'
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
local held = redis.call('HGET', KEYS[4], page)
local claim = held and cjson.decode(held)
local is_with_batch = claim and (claim.batch or claim.fence == tonumber(ARGV[2]))
if state[1] ~= 'processing' or not is_with_batch or redis.call('HEXISTS', KEYS[3], page .. ':arrived') == 1
  or redis.call('HEXISTS', KEYS[5], page) == 1 then
  return { 0, '' }
end
local mark = (state[2] or '1') .. ':'
if redis.call('HGET', KEYS[3], apart) ~= mark then
  redis.call('HSET', KEYS[3], apart, mark)
  if page ~= '0' then
    redis.call('HINCRBY', KEYS[1], 'out', -1)
    redis.call('HINCRBY', KEYS[1], 'apart', 1)
  end
end
local slice = offer_slice(KEYS[1], KEYS[2], tonumber(ARGV[3]), tonumber(ARGV[4]), false)
return { 1, #slice == 0 and idleness(KEYS[1], KEYS[2], KEYS[3]) or '', unpack(slice) }
