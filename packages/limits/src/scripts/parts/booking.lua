-- What a reservation booked, and how it is undone. KEYS as in `settlingKeys`.
local LANE, BOOKED, LEASES, LAPSED, TURNS, BUDGETS, BUDGET_ENDS =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
-- A lapsed or forfeited call's true end may still come, from a spool or a process that slept: then it is put right.
local LAPSED_KEPT_MS = 24 * 3600 * 1000

-- Books money in every budget of a reservation: changes of what is reserved and of what is spent.
local function book_money(booking, reserved, spent, now)
  for _, budget in ipairs(booking.budgets) do
    if reserved ~= 0 then redis.call('HINCRBY', BUDGETS, budget.key .. '|reserved', math.floor(reserved + 0.5)) end
    if spent ~= 0 then redis.call('HINCRBY', BUDGETS, budget.key .. '|spent', math.floor(spent + 0.5)) end
    redis.call('ZADD', BUDGET_ENDS, now + budget.ttl_ms, budget.key)
  end
end

-- Takes a stream out of the model. Returns the tokens that the model had it draw so far.
local function end_stream(lane, id, booking, now)
  lane.flying = math.max(0, lane.flying - 1)
  if redis.call('ZREM', TURNS, '+' .. id) == 1 then return 0 end
  lane.drawing = math.max(0, lane.drawing - 1)
  return speed_of(lane) * math.max(0, now - booking.starts)
end

-- Keeps a booking whose expected cost is booked as spent, until its true end can no longer come.
local function keep_lapsed(id, booking, now)
  booking.lapsed = true
  redis.call('HSET', BOOKED, id, cjson.encode(booking))
  redis.call('ZADD', LAPSED, now + LAPSED_KEPT_MS, id)
end

-- Gives up on a reservation whose owner is dead or silent. Whether its call was sent nobody knows:
-- its expected cost is booked as spent, and its stream is taken to go on as
-- long as such streams do, for the provider produces an answer to its end whoever listens.
local function lapse(lane, id, now)
  redis.call('ZREM', LEASES, id)
  local found = redis.call('HGET', BOOKED, id)
  if not found then return false end
  local booking = cjson.decode(found)
  lane.flying = math.max(0, lane.flying - 1)
  if redis.call('ZREM', TURNS, '+' .. id) == 0 then
    -- From its beginning, for longer the more the lengths of answers spread.
    local ends = booking.starts + (0.5 * lane.mean + lane.square / (2 * lane.mean)) / speed_of(lane)
    if ends > now then
      lane.orphans = lane.orphans + 1
      redis.call('ZADD', TURNS, ends, '-' .. id)
    else
      lane.drawing = math.max(0, lane.drawing - 1)
    end
  end
  book_money(booking, -booking.reserved, booking.expected_cost, now)
  keep_lapsed(id, booking, now)
  return true
end

-- Lapses what has expired, so many at most in one run.
local function lapse_expired(lane, now, most)
  local expired = redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, most)
  for _, id in ipairs(expired) do lapse(lane, id, now) end
  return #expired
end

-- Lapses what silent owners have booked: a process shows itself several times a second while it has
-- calls in hand. Wrongly judged, it loses nothing: what it settles later is put right. Nobody is judged by
-- the time in which nobody could show himself, Redis being away.
-- Places in the line are left to their own ends: who only waits is silent for up to two seconds, and
-- would lose them all to whoever has calls in hand (at 50 requests a minute, 450 calls to none).
local SILENT_MS, AWAY_MS = 1500, 2500
local function lapse_silent(lane, owners, now)
  if now - (lane.at_before or now) > AWAY_MS then lane.judge_from = now + SILENT_MS end
  if now < (lane.judge_from or 0) then return end
  for _, owner in ipairs(redis.call('ZRANGEBYSCORE', owners, '-inf', now - SILENT_MS, 'LIMIT', 0, 4)) do
    redis.call('ZREM', owners, owner)
    -- Bounded by the calls in hand of all processes, and once for each death.
    for _, id in ipairs(redis.call('ZRANGE', LEASES, 0, -1)) do
      if id:sub(1, #owner + 1) == owner .. '~' then lapse(lane, id, now) end
    end
  end
end
