-- Settles a reservation, once: what was really used and spent, and what the provider's headers said.
-- A forfeited one may be settled once more within a day, when its true end becomes known.

-- Half-open ends when so many calls may be in flight.
local HALF_OPEN_ENDS = 64
local AFTER_HALF_PACE, DOUBLING_MS = 0.5, 8000
-- Seconds in which the model follows what `remaining` says by 63 %: it is late, and rounded.
local FOLLOW_S = 2
-- So much of each step is laid to others in each second that follows. Headers are an answer old: with
-- 0.125 the estimate swung, by a tenth and once in 40 s, and the bucket ran over at each swing.
local OF_OTHERS_PER_S = 0.03
-- A refusal that the model cannot explain is laid to others who drew for so long, who may have drawn for
-- longer: never more than half of what they leave, or nothing is asked for a minute, and nothing learned.
local REFUSAL_S, MOST_OF_REST = 6, 0.5
-- What a cut puts in disorder is nobody else's, until answers that began before it have ended: as many
-- times a stream's length.
local CUT_STREAMS = 2
-- While the provider's bucket is full, what is laid to others shrinks by 63 % in the time of so many
-- answers: what comes of it is seen an answer later, and faster it would swing.
local FULL_ANSWERS, LEAST_FULL_S = 7, 20
-- What `remaining` may be off by: tokens are rounded to the nearest thousand. Where that is much
-- beside the room that we steer in, it tells little.
local ROUNDED = { requests = 1, input = 500, output = 500 }
-- Starts that are booked and not yet made stand in the model, not at the provider.
local BOOKED_S = 0.6


-- `told` is {kind, outcome, input, output, cost, stream_ms (0: not measured), limits: {rpm, itpm, otpm},
-- remaining: {requests, input, output}}, of which what headers did not name is missing.
-- Returns 1, or 0 when it is settled so already or was never made.
local function settle(lane, id, told, now)
  local found = redis.call('HGET', BOOKED, id)
  if not found then return 0 end
  local booking = cmsgpack.unpack(found)

  -- Limits first: a cut holds from the very next reservation. Headers of an answer are as old as its
  -- beginning may be, so a long one that began before the cut does not bring the old limit back.
  local written_at = told.outcome == 'used' and booking.starts or now
  for _, name in ipairs(BUCKETS) do
    local limit = LIMIT_OF[name]
    local seen = told.limits[limit]
    if seen and written_at >= (lane.limits_at or 0) then
      if lane[limit] and seen < lane[limit] then lane.cut_at = now end
      lane.limits_at, lane[limit] = written_at, seen
    end
  end

  if booking.lapsed then
    -- It was booked as spent at its expected cost; now its true end may be known.
    local is_known = told.outcome ~= 'forfeited'
    if is_known then
      redis.call('HDEL', BOOKED, id)
      redis.call('ZREM', LAPSED, id)
      book_money(booking, 0, (told.outcome == 'used' and told.cost or 0) - booking.expected_cost, now)
    end
    return is_known and 1 or 0
  end

  redis.call('ZREM', LEASES, id)
  local drawn = end_stream(lane, id, booking, now)
  local spent = 0
  if told.outcome == 'used' then
    lane.output = math.max(0, lane.output + told.output - drawn)
    lane.input = math.max(0, lane.input + told.input - booking.input)
    spent = told.cost
    learn_output(lane, told.kind, told.output, told.stream_ms)
  elseif told.outcome == 'released' then
    lane.requests = math.max(0, lane.requests - 1)
    lane.input = math.max(0, lane.input - booking.input)
    lane.output = math.max(0, lane.output - drawn)
  else
    spent = booking.expected_cost
  end
  book_money(booking, -booking.reserved, spent, now)
  if told.outcome == 'forfeited' then
    booking.forfeited = true
    keep_lapsed(id, booking, now)
  else
    redis.call('HDEL', BOOKED, id)
  end

  -- The provider answers: a probe's answer ends the hold, and each answer after it lets one more in.
  if told.outcome == 'used' then
    lane.alone_until, lane.doubts, lane.doubt_of = 0, nil, nil
    if lane.probe == id then
      end_hold(lane)
      lane.half = 2
    elseif lane.half and not lane.hold_code then
      lane.half = lane.half + 1
    end
    if lane.half and lane.half >= HALF_OPEN_ENDS then
      lane.half = nil
      start_slowly(lane, AFTER_HALF_PACE, now, DOUBLING_MS)
    end
  end

  -- What is left according to the provider, others' calls included. The headers were written at some
  -- moment of the call: only what no moment of it explains is a difference. What was put right since
  -- it began is put right in its beginning too, or the same difference would be mended many times.
  local since_s = math.min(2, (now - (lane.seen_at or now)) / 1000)
  local full_s = math.max(LEAST_FULL_S, FULL_ANSWERS * lane.stream_ms / 1000)
  local age_s = math.max(0, now - booking.starts) / 1000
  for _, name in ipairs(BUCKETS) do
    local limit, left = told.limits[LIMIT_OF[name]], told.remaining[name]
    if limit and left then
      local foreign_name, mended_name = 'foreign_' .. name, 'mended_' .. name
      local debt, model, then_ = limit - left, lane[name], booking.model[name]
      local before = math.max(0, then_.debt + (lane[mended_name] or 0) - then_.mended
        + (lane[foreign_name] - then_.foreign) * age_s)
      local low, high = math.min(model, before), math.max(model, before)
      if name ~= 'output' then low = low - lane.rate[name] * BOOKED_S end
      local difference = debt < low and debt - low or debt > high and debt - high or 0
      -- Where less is configured than the provider gives, its bucket is fuller by design.
      if difference < 0 and lane.limits[LIMIT_OF[name]] < limit then difference = 0 end
      local room = lane.rate[name] * ROOM_S
      local step = difference * since_s / FOLLOW_S * room / (room + ROUNDED[name])
      local mend, of_others = step, step * OF_OTHERS_PER_S
      -- How long a dead process's streams draw is a guess: what it is off by is nobody else's.
      if name == 'output' and lane.orphans > 0 then of_others = math.min(0, of_others) end
      if told.outcome == 'released' then
        -- A refusal's are fresh, and it would not have been refused if the model were right.
        mend = math.max(0, debt - model)
        of_others = math.min(math.max(0, difference) / REFUSAL_S, (limit / 60 - lane[foreign_name]) * MOST_OF_REST)
      end
      if now - (lane.cut_at or 0) < CUT_STREAMS * lane.stream_ms then of_others = math.min(0, of_others) end
      -- A bucket that is full tells nothing of how much of it nobody used: try what others leave.
      if debt <= ROUNDED[name] then of_others = math.min(of_others, -lane[foreign_name] * since_s / full_s) end
      mend = math.max(-model, mend)
      lane[name] = model + mend
      lane[mended_name] = (lane[mended_name] or 0) + mend
      lane[foreign_name] = math.max(0, math.min(lane[foreign_name] + of_others, limit / 60 * 0.95))
    end
  end
  lane.seen_at = now
  return 1
end
