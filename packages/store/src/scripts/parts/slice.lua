-- Shared by the scripts that hand out pages. A slice is a run of the pages to do that was given to
-- one process to enqueue; it stays written down until that process says it has done so. `again` is
-- for a caller that is itself a second run: it may be the heir of the process that died with the
-- slice, and when all other pages are done nobody else will ever ask. `window` holds where the document's
-- place has not said how many of its pages may be handed out and unfinished.
-- Returns {round, from, {page, ...}, pages handed out and unfinished, pages not handed out yet}.
local function offer_slice(document, todo, window, stale_ms, again)
  local state = redis.call('HMGET', document, 'round', 'next', 'out', 'slice_from', 'slice_count', 'slice_at', 'window')
  local next, out = tonumber(state[2]), tonumber(state[3])
  local from, count = tonumber(state[4]), tonumber(state[5])
  local total = redis.call('LLEN', todo)
  window = tonumber(state[7]) or window
  if from then
    if not again and now_ms() - tonumber(state[6]) < stale_ms then return {} end
    redis.call('HSET', document, 'slice_at', now_ms())
  else
    if out > window / 2 or window < 1 or next >= total then return {} end
    from, count = next, math.min(window - out, total - next)
    next, out = next + count, out + count
    redis.call('HSET', document, 'next', next, 'out', out,
      'slice_from', from, 'slice_count', count, 'slice_at', now_ms())
  end
  return { tonumber(state[1] or 1), from, redis.call('LRANGE', todo, from, from + count - 1), out, total - next }
end
