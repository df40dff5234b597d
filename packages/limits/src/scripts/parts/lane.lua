-- The model of one group's buckets at the provider. A bucket is kept as what is missing from it
-- (its debt, never below zero), as the provider's is: it refills at the limit, whatever its size.
-- Output is drawn while it is produced, so running streams add to its debt as time goes by.

-- The least published limits (old Tier 1): an "Evaluation" organisation may have so little.
local LOWEST = { rpm = 50, itpm = 50000, otpm = 10000 }
-- A first guess, until streams were measured: a dense page of 900 tokens in ten seconds.
local GUESS_TOKENS, GUESS_MS = 900, 10000
local BUCKETS = { 'requests', 'input', 'output' }
local LIMIT_OF = { requests = 'rpm', input = 'itpm', output = 'otpm' }
-- Seconds of the limit that the model lets its debt grow to. The provider's own burst is not
-- published and may be one second: what is left of it absorbs late starts and wrong guesses.
local ROOM_S = 0.4
-- A slow start never begins below this share of the limit.
local LEAST_PACE = 0.1

-- What may be used of each bucket, by what is configured, what the provider says and what others use.
local function set_rates(lane)
  lane.limits, lane.rate = {}, {}
  for _, name in ipairs(BUCKETS) do
    local limit = LIMIT_OF[name]
    local own, seen = lane['own_' .. limit], lane[limit]
    -- What is configured is the most; where the provider enforces less, its word stands.
    lane.limits[limit] = own > 0 and math.min(own, seen or own) or seen or LOWEST[limit]
    lane['foreign_' .. name] = math.min(lane['foreign_' .. name] or 0, lane.limits[limit] / 60 * 0.95)
    lane.rate[name] = lane.limits[limit] / 60 - lane['foreign_' .. name]
  end
end

-- Reads the lane. `configured` are the limits of QUIRE_LIMITS, 0 where there are none; who does not
-- know them leaves them to what the last reservation said.
local function open_lane(key, configured)
  local packed = redis.call('GET', key)
  local lane = packed and cmsgpack.unpack(packed) or {}
  for _, name in ipairs(BUCKETS) do
    local limit = LIMIT_OF[name]
    lane['own_' .. limit] = configured and configured[limit] or lane['own_' .. limit] or 0
    lane[name] = lane[name] or 0
  end
  set_rates(lane)
  lane.flying, lane.drawing, lane.orphans = lane.flying or 0, lane.drawing or 0, lane.orphans or 0
  lane.stream_tokens, lane.stream_ms = lane.stream_tokens or GUESS_TOKENS, lane.stream_ms or GUESS_MS
  lane.mean, lane.square = lane.mean or GUESS_TOKENS, lane.square or GUESS_TOKENS * GUESS_TOKENS * 1.4
  return lane
end

-- Tokens a millisecond that one stream draws, from its dispatch to its last byte.
local function speed_of(lane) return lane.stream_tokens / lane.stream_ms end

-- Brings the model up to now: refills, draws, begins the streams that are due, ends dead ones.
local function advance(lane, turns, now)
  local at = math.min(lane.at or now, now)
  local speed, refill = speed_of(lane), lane.rate.output / 1000
  local function draw_until(moment)
    lane.output = math.max(0, lane.output + (lane.drawing * speed - refill) * (moment - at))
    at = moment
  end
  local due = redis.call('ZRANGEBYSCORE', turns, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 500)
  for i = 1, #due, 2 do
    draw_until(math.max(at, tonumber(due[i + 1])))
    if due[i]:sub(1, 1) == '+' then
      lane.drawing = lane.drawing + 1
    else
      lane.drawing, lane.orphans = lane.drawing - 1, lane.orphans - 1
    end
    redis.call('ZREM', turns, due[i])
  end
  local elapsed_s = (now - (lane.at or now)) / 1000
  if elapsed_s > 0 then
    lane.requests = math.max(0, lane.requests - lane.rate.requests * elapsed_s)
    lane.input = math.max(0, lane.input - lane.rate.input * elapsed_s)
  end
  draw_until(math.max(at, now))
  lane.at_before = lane.at
  lane.at = math.max(lane.at or now, now)
end

-- The share of the limit that may be used: below 1 while a slow start lasts.
local function pace_of(lane, now)
  if not lane.pace_from then return 1 end
  local doublings = math.max(0, now - lane.pace_at) / lane.pace_doubling
  return math.min(1, lane.pace_from * 2 ^ doublings)
end

local function start_slowly(lane, from, at, doubling_ms)
  lane.pace_from, lane.pace_at, lane.pace_doubling = math.max(LEAST_PACE, from), at, doubling_ms
end

local HOLD = { 'hold_kind', 'hold_code', 'hold_detail', 'hold_since', 'hold_until', 'hold_count', 'probe' }

local function end_hold(lane)
  for _, name in ipairs(HOLD) do lane[name] = nil end
end

-- The whole lane is one packed value: as fields of a hash, its forty numbers were read and written as
-- text, which took half of the time of every reservation (0.1 ms of 0.2). Nothing is done with a
-- lane once it is saved.
local function save_lane(key, lane)
  lane.limits, lane.rate, lane.at_before = nil, nil, nil
  redis.call('SET', key, cmsgpack.pack(lane))
end
