-- Books one call, all or nothing: provider, memory, budgets, its place in the line, three buckets.
-- KEYS as in `reservingKeys`.
local LINE, LINE_ENDS, OWNERS, LANES = KEYS[8], KEYS[9], KEYS[10], KEYS[11]

-- Streams are bounded by what they will draw within each of these: the short ones hold back answers
-- that come at once, the long one keeps the debt of slow streams near the room without swinging.
local HORIZONS_S = { 0.25, 1, 4 }
-- A start may be booked so far ahead; who has to wait longer asks again. Short, since a booked call
-- is not held back by a pause that begins meanwhile.
local BOOKED_MS = 500
-- A group that began no call for so long is begun again slowly, and with one call alone: a limit
-- that was reached or a key that was withdrawn meanwhile costs one refusal, not one per worker.
local IDLE_MS, ALONE_MS = 60000, 1000
local IDLE_PACE, IDLE_DOUBLING_MS = 0.25, 8000
-- While the provider is down, and while a lane is halted, one call in so long asks how it is.
local PROBE_MS = { down = 30000, halt = 300000 }
local LONGEST_RETRY_MS, SHORTEST_RETRY_MS, LINE_GRACE_MS = 2000, 15, 750
local SUSPECT_MS = 800
-- Room that has to be left in Redis for the answers of calls in flight.
local MEMORY_SHARE, MEMORY_LOOK_MS = 0.92, 1000


-- Places in the line go by rank, and among equals by when somebody asked first; milliseconds of some weeks.
local MOMENTS = 4294967296

-- `need` is {owner, group, kind, rpm, itpm, otpm (configured, 0: none), input, most_output, input_cost,
-- output_cost (per token), lease_ms, rank, chance (0 to 1), batched (outside of the buckets),
-- budgets: [{key, cap, ttl_ms}]}.
-- Returns {1, ms to wait before the call, output tokens expected, expected cost, money reserved}
-- or {0, ms until asking again is worthwhile, code or '', detail or '', budget's key or ''}.
-- Run again under the same id, for its reply was lost on the way, it returns what it booked.
local function reserve(lane, id, ticket, need, now)
  local function refuse(ms, code, detail, budget)
    return { 0, math.ceil(ms), code or '', detail or '', budget or '' }
  end

  -- A client sends a command again when the connection broke before its reply. Booked once more, the
  -- first booking would be overwritten: its money and its stream could never be given back.
  local found = redis.call('HGET', BOOKED, id)
  if found then
    local booking = cmsgpack.unpack(found)
    if not booking.lapsed then
      redis.call('ZADD', LEASES, math.max(booking.starts, now) + need.lease_ms, id)
      local wait = math.max(0, booking.starts - now)
      return { 1, wait, booking.expected, booking.expected_cost, booking.reserved }
    end
    -- Its owner was taken for dead meanwhile. Who still asks for it has not called: nothing is spent.
    -- Who forfeited it has: that is a command which was overtaken by the one that was sent after it.
    if not booking.forfeited then
      redis.call('HDEL', BOOKED, id)
      redis.call('ZREM', LAPSED, id)
      book_money(booking, 0, -booking.expected_cost, now)
    end
    return refuse(SHORTEST_RETRY_MS)
  end

  -- The provider. Whoever comes when a probe is due is the one who asks; the rest wait for its answer.
  local is_probe = false
  if lane.hold_code then
    local jitter = need.chance * math.min(2000, 250 + (lane.hold_until - lane.hold_since) / 10)
    if now < lane.hold_until then
      return refuse(lane.hold_until - now + jitter, lane.hold_code, lane.hold_detail)
    end
    local every = PROBE_MS[lane.hold_kind]
    if every then
      is_probe = true
    else
      end_hold(lane)
    end
  end

  -- Redis itself: what is paid for must find room. `memory-low.ts` tells of the same share.
  if now - (lane.memory_at or 0) >= MEMORY_LOOK_MS then
    local memory = redis.call('INFO', 'memory')
    local used = tonumber(memory:match('used_memory:(%d+)') or 0)
    local most = tonumber(memory:match('maxmemory:(%d+)') or 0)
    lane.memory_low = (most > 0 and used > most * MEMORY_SHARE) and 1 or 0
    lane.memory_at = now
  end
  if lane.memory_low == 1 then return refuse(5000, 'redis_memory_low', 'almost all of maxmemory is used') end

  -- Money: the extreme estimate has to fit under every cap beside what is spent and reserved.
  local expected, high, extreme = expect_output(lane, need.kind, need.most_output)
  local expected_cost = math.ceil(need.input_cost + expected * need.output_cost)
  local reserved = math.ceil(need.input_cost + high * need.output_cost)
  local most_cost = math.ceil(need.input_cost + extreme * need.output_cost)
  for _, budget in ipairs(need.budgets) do
    local one = money_of(budget.key)
    local spent, held = one.found_spent + one.spent, one.found_reserved + one.reserved
    if spent + held + most_cost > budget.cap then
      local detail = string.format('%d micro-dollars spent, %d in flight, %d needed of %d', spent, held, most_cost, budget.cap)
      -- Calls in flight may give something back; else it takes another cap, or another day.
      return refuse(held > 0 and 5000 or 60000, 'budget_reached', detail, budget.key)
    end
  end

  local function book(wait)
    local budgets = {}
    for i, budget in ipairs(need.budgets) do budgets[i] = { key = budget.key, ttl_ms = budget.ttl_ms } end
    local booking = {
      kind = need.kind, input = need.input, starts = now + math.ceil(wait), reserved = reserved,
      expected = expected, expected_cost = expected_cost, budgets = budgets,
      waits = wait > 0, model = {},
    }
    for _, name in ipairs(BUCKETS) do
      booking.model[name] = { debt = lane[name], mended = lane['mended_' .. name] or 0, foreign = lane['foreign_' .. name] }
    end
    redis.call('HSET', BOOKED, id, cmsgpack.pack(booking))
    redis.call('ZADD', LEASES, booking.starts + need.lease_ms, id)
    if is_probe then lane.probe, lane.hold_until = id, now + PROBE_MS[lane.hold_kind] end
    book_money(booking, reserved, 0, now)
    return booking
  end
  if need.batched then
    book(0)
    return { 1, 0, expected, expected_cost, reserved }
  end

  -- The line: the lowest rank is served first, and of it who asked first. Who does not come back in time
  -- loses the place.
  local place = (need.rank or 0) * MOMENTS + now % MOMENTS
  local before = redis.call('ZCARD', LINE)
  local is_lined_up = before > 0
  if is_lined_up then
    local gone = redis.call('ZRANGEBYSCORE', LINE_ENDS, '-inf', now, 'LIMIT', 0, 100)
    if #gone > 0 then
      redis.call('ZREM', LINE, unpack(gone))
      redis.call('ZREM', LINE_ENDS, unpack(gone))
    end
    before = redis.call('ZRANK', LINE, ticket) or redis.call('ZCOUNT', LINE, '-inf', place)
  end

  if lane.flying == 0 and now - (lane.granted_at or 0) > IDLE_MS then
    start_slowly(lane, IDLE_PACE, now, IDLE_DOUBLING_MS)
    lane.alone_until = now + ALONE_MS
  end
  local pace = pace_of(lane, now)
  local rate = {}
  for _, name in ipairs(BUCKETS) do rate[name] = lane.rate[name] * pace end

  -- Streams: within no horizon may more be drawn than is left by then.
  local streams = lane.flying + lane.orphans
  local remaining = math.max(lane.mean, lane.square / (2 * lane.mean))
  local room = rate.output * ROOM_S
  local most_streams = math.huge
  for _, horizon in ipairs(HORIZONS_S) do
    local drawn_by_one = math.min(speed_of(lane) * 1000 * horizon, remaining)
    most_streams = math.min(most_streams, (room - lane.output + rate.output * horizon) / drawn_by_one)
  end
  -- Where not even one stream fits, it goes alone once the debt is paid.
  if lane.output <= room then most_streams = math.max(1, most_streams) end
  if lane.half then most_streams = math.min(most_streams, lane.half + lane.orphans) end
  if lane.alone_until and now < lane.alone_until then most_streams = math.min(most_streams, 1) end
  if is_probe then most_streams = math.max(most_streams, streams + 1) end
  local free = math.floor(most_streams - streams)

  -- Requests and input are taken at the start. Those before in the line are taken to need the same.
  local function wait_for(name, amount)
    local most = math.max(rate[name] * ROOM_S, 1)
    return math.max(0, lane[name] + before * amount + math.min(amount, most) - most) / rate[name] * 1000
  end
  local wait = math.max(wait_for('requests', 1), wait_for('input', need.input))

  if before >= free or wait > BOOKED_MS then
    local retry = math.max(wait - BOOKED_MS * 0.8, 0)
    if before >= free then
      -- So many streams have to end first, at the rate at which answers are finished.
      retry = math.max(retry, (before - math.max(0, free) + 1) * lane.mean / rate.output * 1000 * 1)
      retry = math.max(retry, (lane.output - room) / rate.output * 1000)
      if lane.alone_until and now < lane.alone_until then retry = math.max(retry, lane.alone_until - now) end
    end
    -- Somebody has missed beats: look again soon, for what a dead process holds is then free.
    if redis.call('ZCOUNT', OWNERS, '-inf', now - SUSPECT_MS) > 0 then retry = math.min(retry, SUSPECT_MS / 2) end
    retry = math.min(LONGEST_RETRY_MS, math.max(SHORTEST_RETRY_MS, retry))
    redis.call('ZADD', LINE, 'NX', place, ticket)
    redis.call('ZADD', LINE_ENDS, now + retry + LINE_GRACE_MS, ticket)
    return refuse(retry)
  end

  if is_lined_up then
    redis.call('ZREM', LINE, ticket)
    redis.call('ZREM', LINE_ENDS, ticket)
  end
  lane.requests, lane.input = lane.requests + 1, lane.input + need.input
  lane.flying, lane.granted_at = lane.flying + 1, now
  if book(wait).waits then
    redis.call('ZADD', TURNS, now + math.ceil(wait), '+' .. id)
  else
    lane.drawing = lane.drawing + 1
  end
  return { 1, math.ceil(wait), expected, expected_cost, reserved }
end
