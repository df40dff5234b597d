--[[
  Lists pages that were handed out, have not ended, and need a job for that: those whose call is in a batch
  need none until it is back. Of the others there are, unless whole batches come to nothing, at most a window.

  KEYS[1] document (hash)     ARGV[1] position to begin at
  KEYS[2] to-do (list)        ARGV[2] how many positions to look at
  KEYS[3] pages (hash)
  KEYS[4] claims (hash)
  KEYS[5] calls (hash)

  Returns {positions handed out in all, {page, ...}}.
]]
local state = redis.call('HMGET', KEYS[1], 'next', 'round')
local handed_out, mark = tonumber(state[1] or 0), (state[2] or '1') .. ':'
local from = tonumber(ARGV[1])
local to = math.min(from + tonumber(ARGV[2]), handed_out) - 1

local function needs_job(page, position)
  if redis.call('HEXISTS', KEYS[3], page) == 1 then return false end
  local apart = redis.call('HGET', KEYS[5], page .. ':apart')
  if not apart or apart:sub(1, #mark) ~= mark then return true end
  -- Put back, it has the job of its latest position, from when that is handed out.
  if apart ~= mark then return apart == mark .. position end
  -- One that is only gathered comes again by itself, should its process die.
  local held = redis.call('HGET', KEYS[4], page)
  return not held or not cjson.decode(held).batch
end

local missing = {}
if to >= from then
  for at, page in ipairs(redis.call('LRANGE', KEYS[2], from, to)) do
    if needs_job(page, string.format('%.0f', from + at - 1)) then missing[#missing + 1] = page end
  end
end
return { handed_out, missing }
