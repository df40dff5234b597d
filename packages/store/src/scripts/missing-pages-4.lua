--[[
  Lists pages that were handed out and have not ended: those whose call is in a batch need no job until
  it is back. Of the others there are, unless whole batches come to nothing, at most a window.

  KEYS[1] document (hash)     ARGV[1] position to begin at
  KEYS[2] to-do (list)        ARGV[2] how many positions to look at
  KEYS[3] pages (hash)
  KEYS[4] claims (hash)

  Returns {positions handed out in all, {page, ...}}.
]]
local handed_out = tonumber(redis.call('HGET', KEYS[1], 'next') or 0)
local from = tonumber(ARGV[1])
local to = math.min(from + tonumber(ARGV[2]), handed_out) - 1
local missing = {}
if to >= from then
  for _, page in ipairs(redis.call('LRANGE', KEYS[2], from, to)) do
    if redis.call('HEXISTS', KEYS[3], page) == 0 then
      local held = redis.call('HGET', KEYS[4], page)
      if not held or not cjson.decode(held).batch then missing[#missing + 1] = page end
    end
  end
end
return { handed_out, missing }
