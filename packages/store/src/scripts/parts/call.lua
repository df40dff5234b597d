-- Shared by the scripts that move a page's call along. A claim is JSON: owner, token, fence and
-- until_ms; from its intent on also attempt, reservation, cost, facts and forfeit. A call is open while
-- it stands in the claims, or among the lapsed: those whose owner was given up on, which were booked
-- as ambiguous and may still come back with an answer. Its outcome closes it, so a script that is
-- sent twice, because its first answer was lost, books nothing twice. A claim whose call is in a batch
-- also names that (`batch`); what came back for it lies under `N:arrived` until its outcome is booked.
-- `keys` has the document's too: its `in_batch` counts the calls of which nobody holds a hand.

-- One line of the ledger, which outlives its document.
local function book(ledger, retention_s, kind, claim, outcome)
  redis.call('XADD', ledger, '*', 'kind', kind, 'attempt', claim.attempt, 'facts', claim.facts,
    'class', outcome.class or '', 'cost', outcome.cost or 0, 'usage', outcome.usage or '',
    'request_id', outcome.request_id or '', 'code', outcome.code or '')
  redis.call('EXPIRE', ledger, retention_s)
end

-- Counts one more call of a page that was sent in vain, and keeps what is known of it.
local function doubt(calls, page, claim, outcome)
  local known = redis.call('HGET', calls, page .. ':doubts')
  local line = 'call ' .. claim.attempt .. ': ' .. outcome.code
  if outcome.request_id and outcome.request_id ~= '' then line = line .. ' ' .. outcome.request_id end
  redis.call('HSET', calls, page .. ':doubts', known and (known .. '; ' .. line) or line)
  return redis.call('HINCRBY', calls, page .. ':ambiguous', 1)
end

-- A call leaves its batch: with its outcome, or because it is given up on.
local function leave_batch(keys, page, claim)
  redis.call('HDEL', keys.calls, page .. ':arrived')
  -- Counted for a document that is gone, it would be half a document.
  if claim.batch and redis.call('HEXISTS', keys.document, 'in_batch') == 1 then
    redis.call('HINCRBY', keys.document, 'in_batch', -1)
  end
end

-- Gives up on a claim whose lease has passed, or whose owner is dead. One that was not yet followed by
-- an intent is forgotten: nothing was sent. One that is only late will be known: it is no doubt.
local function lapse(keys, retention_s, page, claim, code)
  redis.call('HDEL', keys.claims, page)
  if not claim.attempt then return end
  leave_batch(keys, page, claim)
  claim.is_late = code == 'batch_late'
  redis.call('HSET', keys.lapsed, page .. ':' .. claim.attempt, cjson.encode(claim))
  local outcome = { class = 'ambiguous', cost = claim.cost, code = code or 'worker_lost' }
  if not claim.is_late then doubt(keys.calls, page, claim, outcome) end
  book(keys.ledger, retention_s, 'outcome', claim, outcome)
  redis.call('HSET', keys.owed, claim.reservation, claim.forfeit)
end

-- Closes an open call. Returns it and whether it had lapsed, or nil when it was not open.
local function close_call(keys, page, attempt)
  local held = redis.call('HGET', keys.claims, page)
  local claim = held and cjson.decode(held)
  -- The deletions come first: a Redis before 7 lets a script that has written go on when it is full.
  if claim and claim.attempt == attempt then
    redis.call('HDEL', keys.claims, page)
    leave_batch(keys, page, claim)
    return claim, false
  end
  local field = page .. ':' .. attempt
  local lapsed = redis.call('HGET', keys.lapsed, field)
  if not lapsed then return nil end
  redis.call('HDEL', keys.lapsed, field)
  redis.call('HDEL', keys.calls, page .. ':arrived')
  return cjson.decode(lapsed), true
end

-- Books the outcome of a call that was just closed, and what the limiter is owed for it.
local function conclude(keys, retention_s, page, claim, had_lapsed, outcome, settlement)
  if had_lapsed then
    if outcome.class == 'ambiguous' then return end
    -- A retry has forgotten the page's doubts, and then there is none to take back.
    local doubts = tonumber(redis.call('HGET', keys.calls, page .. ':ambiguous') or 0)
    if doubts > 0 and not claim.is_late then redis.call('HINCRBY', keys.calls, page .. ':ambiguous', -1) end
    book(keys.ledger, retention_s, 'reversal', claim, { class = 'ambiguous', cost = -claim.cost })
  elseif outcome.class == 'ambiguous' then
    doubt(keys.calls, page, claim, outcome)
  end
  book(keys.ledger, retention_s, 'outcome', claim, outcome)
  redis.call('HSET', keys.owed, claim.reservation, settlement)
end

-- Calls in the draft of a page that was answered and is to be asked about again; 0 where there is none.
local function drafted(calls, page)
  return tonumber(redis.call('HGET', calls, page .. ':drafted') or 0)
end

-- How a concluded call is booked: what came too late to be the page's was paid for in vain.
local function call_class(is_pages, class)
  return (is_pages or class == 'free') and class or 'waste'
end

-- Keys of calls that were made anew after a document's end are forgotten with it, but not within the
-- day, and where it has gone already neither: calls are booked and settled from them yet.
local function forget_calls(document, keys)
  local ttl = redis.call('TTL', document)
  if ttl == -1 then return end
  ttl = math.max(ttl, 86400)
  for _, key in ipairs(keys) do redis.call('EXPIRE', key, ttl) end
end
