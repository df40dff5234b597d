-- What answers of one kind use, followed slowly: short answers finish first, and an estimate that
-- follows fast is biased low by them just when a backlog starts (limiter page: 0.02 ran 8 % over).
local SLOWNESS = 0.005
-- The first guess counts as ten answers.
local GUESS_WEIGHT = 10
-- What is reserved is the 99.5th percentile of a log-normal with the measured spread; what has to fit
-- under a cap for a call to begin is the 99.9th: near the cap calls run one by one, and each of the last
-- ten or so may be the long one (with the 99.5th one run in 25 overspent 200 pages' worth by 1.6 %).
local HIGH_Z, EXTREME_Z = 2.576, 3.09
-- Until there is a history answers are taken to spread as those of mixed pages do.
local GUESS_SIGMA = 0.6
-- How many sigmas below the middle an answer counts for at most: one in 700 of a log-normal lies there.
local MOST_BELOW = 3

local function field(kind, name) return 'kind:' .. kind .. ':' .. name end

-- Returns the mean, the high and the extreme estimate in tokens, none above `most`.
local function expect_output(lane, kind, most)
  local mean = lane[field(kind, 'mean')] or GUESS_TOKENS
  local log = lane[field(kind, 'log')] or math.log(GUESS_TOKENS) - GUESS_SIGMA ^ 2 / 2
  local log_square = lane[field(kind, 'log_square')] or log ^ 2 + GUESS_SIGMA ^ 2
  local sigma = math.sqrt(math.max(0, log_square - log ^ 2))
  local function at(z) return math.min(most, math.ceil(math.max(mean, math.exp(log + z * sigma)))) end
  return math.min(most, math.ceil(mean)), at(HIGH_Z), at(EXTREME_Z)
end

-- Learns from one answer: of its kind, and of the group's streams.
local function learn_output(lane, kind, tokens, stream_ms)
  local count = lane[field(kind, 'count')] or 0
  local weight = math.max(SLOWNESS, 1 / (count + GUESS_WEIGHT))
  local first_log = math.log(GUESS_TOKENS) - GUESS_SIGMA ^ 2 / 2
  local log = lane[field(kind, 'log')] or first_log
  local sigma = math.sqrt(math.max(0.01, (lane[field(kind, 'log_square')] or log ^ 2 + GUESS_SIGMA ^ 2) - log ^ 2))
  -- An answer of no words says nothing of how long a long one is. Counted in full, a few of them made the
  -- estimate forty times as high, and small budgets let nothing start.
  local log_tokens = math.max(math.log(math.max(1, tokens)), log - MOST_BELOW * sigma)
  local function follow(name, first, value)
    local before = lane[name] or first
    lane[name] = before + (value - before) * weight
  end
  lane[field(kind, 'count')] = count + 1
  follow(field(kind, 'mean'), GUESS_TOKENS, tokens)
  follow(field(kind, 'log'), first_log, log_tokens)
  follow(field(kind, 'log_square'), first_log ^ 2 + GUESS_SIGMA ^ 2, log_tokens ^ 2)
  weight = math.max(SLOWNESS, 1 / ((lane.streams or 0) + GUESS_WEIGHT))
  lane.streams = (lane.streams or 0) + 1
  follow('mean', lane.mean, tokens)
  follow('square', lane.square, tokens ^ 2)
  -- Of hardly any tokens the time is all waiting.
  if stream_ms > 0 and tokens > 10 then
    follow('stream_tokens', lane.stream_tokens, tokens)
    follow('stream_ms', lane.stream_ms, stream_ms)
  end
end
