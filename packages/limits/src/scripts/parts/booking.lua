-- What a reservation booked, and how it is undone. KEYS as in `settlingKeys`.
local LANE, BOOKED, LEASES, LAPSED, TURNS, BUDGETS, BUDGET_ENDS =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
-- A lapsed or forfeited call's true end may still come, from a spool or a process that slept: then it is put right.
local LAPSED_KEPT_MS = 24 * 3600 * 1000

-- Money as this run of a script found it, and what it changes, by budget. Read once and written once:
-- most calls that are settled and booked together are paid from the same day's and month's.
local money = {}
local function money_of(key)
  local one = money[key]
  if not one then
    local found = redis.call('HMGET', BUDGETS, key .. '|spent', key .. '|reserved')
    one = { found_spent = tonumber(found[1] or 0), found_reserved = tonumber(found[2] or 0), spent = 0, reserved = 0 }
    money[key] = one
  end
  return one
end

-- Books money in every budget of a reservation: changes of what is reserved and of what is spent.
local function book_money(booking, reserved, spent, now)
  for _, budget in ipairs(booking.budgets) do
    local one = money_of(budget.key)
    one.reserved, one.spent = one.reserved + math.floor(reserved + 0.5), one.spent + math.floor(spent + 0.5)
    one.ends = math.max(one.ends or 0, now + budget.ttl_ms)
  end
end

-- Whatever books money ends with this.
local function save_money()
  for key, one in pairs(money) do
    if one.reserved ~= 0 then redis.call('HINCRBY', BUDGETS, key .. '|reserved', one.reserved) end
    if one.spent ~= 0 then redis.call('HINCRBY', BUDGETS, key .. '|spent', one.spent) end
    if one.ends then redis.call('ZADD', BUDGET_ENDS, one.ends, key) end
  end
  money = {}
end

-- Takes a stream out of the model. Returns the tokens that the model had it draw so far.
local function end_stream(lane, id, booking, now)
  lane.flying = math.max(0, lane.flying - 1)
  if booking.waits and redis.call('ZREM', TURNS, '+' .. id) == 1 then return 0 end
  lane.drawing = math.max(0, lane.drawing - 1)
  return speed_of(lane) * math.max(0, now - booking.starts)
end

-- Keeps a booking whose expected cost is booked as spent, until its true end can no longer come.
local function keep_lapsed(id, booking, now)
  booking.lapsed = true
  redis.call('HSET', BOOKED, id, cmsgpack.pack(booking))
  redis.call('ZADD', LAPSED, now + LAPSED_KEPT_MS, id)
end

-- The share of a standard normal below z, to 0.0002, and where a share p ends, to half a per cent.
local function share_below(z) return 1 / (1 + math.exp(-1.5976 * z - 0.07056 * z ^ 3)) end
local function quantile(p)
  if p < 0.5 then return -5.5556 * (1 - (p / (1 - p)) ^ 0.1186) end
  return 5.5556 * (1 - ((1 - p) / p) ^ 0.1186)
end

-- When a stream ends of which nobody has heard since `seen`: lengths are log-normal, this one is longer
-- than it was then, and chance has the rest. One length for all would have them end at once, too many
-- drawing at first and none later (after a kill a third too many, so that calls began seconds late).
-- Chance is a fixed sequence of evenly spread numbers: few streams are spread as well as many.
local GOLDEN = 0.6180339887498949
local function end_of(lane, booking, seen)
  local variance = math.log(math.max(1.01, lane.square / lane.mean ^ 2))
  local sigma, middle = math.sqrt(variance), math.log(lane.mean) - variance / 2
  local drawn = math.max(1, speed_of(lane) * (seen - booking.starts))
  lane.orphaned = ((lane.orphaned or 0) + 1) % 10000
  local chance = math.max(0.005, (lane.orphaned * GOLDEN) % 1)
  local longer = math.max(1e-6, 1 - share_below((math.log(drawn) - middle) / sigma))
  local tokens = math.exp(middle + sigma * quantile(math.max(1e-6, 1 - longer * chance)))
  return booking.starts + math.max(drawn, tokens) / speed_of(lane)
end

-- Gives up on a reservation whose owner is dead or silent. Whether its call was sent nobody knows:
-- its expected cost is booked as spent, and its stream is taken to go on as
-- long as such streams do, for the provider produces an answer to its end whoever listens.
-- `seen` is when its owner was last seen alive.
local function lapse(lane, id, now, seen)
  redis.call('ZREM', LEASES, id)
  local found = redis.call('HGET', BOOKED, id)
  if not found then return false end
  local booking = cmsgpack.unpack(found)
  lane.flying = math.max(0, lane.flying - 1)
  if not booking.waits or redis.call('ZREM', TURNS, '+' .. id) == 0 then
    local ends = end_of(lane, booking, math.min(seen, now))
    if ends > now then
      lane.orphans = lane.orphans + 1
      redis.call('ZADD', TURNS, ends, '-' .. id)
    else
      -- It ended unseen, and the model had it draw on.
      lane.drawing = math.max(0, lane.drawing - 1)
      lane.output = math.max(0, lane.output - speed_of(lane) * (now - math.max(ends, booking.starts)))
    end
  end
  book_money(booking, -booking.reserved, booking.expected_cost, now)
  keep_lapsed(id, booking, now)
  return true
end

-- Lapses what has expired, so many at most in one run.
local function lapse_expired(lane, now, most)
  local expired = redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, most)
  for _, id in ipairs(expired) do lapse(lane, id, now, now) end
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
  local silent = redis.call('ZRANGEBYSCORE', owners, '-inf', now - SILENT_MS, 'WITHSCORES', 'LIMIT', 0, 4)
  for at = 1, #silent, 2 do
    local owner, seen = silent[at], tonumber(silent[at + 1])
    redis.call('ZREM', owners, owner)
    -- Bounded by the calls in hand of all processes, and once for each death.
    for _, id in ipairs(redis.call('ZRANGE', LEASES, 0, -1)) do
      if id:sub(1, #owner + 1) == owner .. '~' then lapse(lane, id, now, seen) end
    end
  end
end
