#!lua flags=allow-oom
--[[
  Keeps what came back for a call in a batch until a run of its page's job has made something of it, and puts
  the page back among those to do. Works when Redis is full, for it is paid.

  KEYS[1] document (hash)     ARGV[1] page number     ARGV[2] which of its page's calls
  KEYS[2] pages (hash)        ARGV[3] what came back, as JSON
  KEYS[3] claims (hash)
  KEYS[4] lapsed (hash)
  KEYS[5] calls (hash)
  KEYS[6] to-do (list)

  Returns 'kept'; 'unwanted' when its page is there, its document is not being read, or another run has
  the page by now: then it is to be booked; or 'closed' when that was done.
]]
local page, arrived = ARGV[1], ARGV[1] .. ':arrived'
local held = redis.call('HGET', KEYS[3], page)
local claim = held and cjson.decode(held)
local is_open = claim and claim.attempt == tonumber(ARGV[2])
if not is_open and redis.call('HEXISTS', KEYS[4], page .. ':' .. ARGV[2]) == 0 then return 'closed' end
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' or redis.call('HEXISTS', KEYS[2], page) == 1
  or (claim and not is_open) then
  return 'unwanted'
end
-- The deletion comes first: a Redis before 7 lets a script that has written go on when it is full.
redis.call('HDEL', KEYS[5], arrived)
redis.call('HSET', KEYS[5], arrived, ARGV[3])
put_back(KEYS[1], KEYS[6], KEYS[5], page)
return 'kept'
