--[[
  Books one call in three token buckets at once, on Redis' own clock, or says when to ask again.
  Levels may fall below zero: the call is then booked into the near future and waits for its turn.

  KEYS[1] lane (hash)     ARGV[1..3] requests, input and output tokens a minute
                          ARGV[4] burst: seconds of the limit that a full bucket holds
                          ARGV[5] input tokens   ARGV[6] output tokens expected
                          ARGV[7] longest wait in ms that is booked

  Returns {1, ms to wait before the call} or {0, ms until asking again is worthwhile, code or ''}.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'requests', 'input', 'output', 'at', 'until', 'code')
local held_until = tonumber(state[5] or 0)
local burst, longest = tonumber(ARGV[4]), tonumber(ARGV[7])
local elapsed = math.max(0, now - tonumber(state[4] or now)) / 1000

local function level(stored, per_minute)
  local rate = tonumber(per_minute) / 60
  -- A bucket must hold at least one call, or a small limit would never let one through.
  local capacity = math.max(rate * burst, 1)
  return math.min(tonumber(stored or capacity) + rate * elapsed, capacity), rate
end
local requests, request_rate = level(state[1], ARGV[1])
local input, input_rate = level(state[2], ARGV[2])
local output, output_rate = level(state[3], ARGV[3])

if held_until > now then return { 0, held_until - now, state[6] or '' } end
-- A request needs a whole token; of the other two a call may take more than is there, and those
-- after it wait the longer: a call larger than the bucket would otherwise never start.
local wait = math.ceil(math.max(0, (1 - requests) / request_rate, -input / input_rate, -output / output_rate) * 1000)
if wait > longest then return { 0, wait - longest, '' } end
redis.call('HSET', KEYS[1], 'requests', tostring(requests - 1), 'input', tostring(input - ARGV[5]),
  'output', tostring(output - ARGV[6]), 'at', now)
return { 1, wait }
