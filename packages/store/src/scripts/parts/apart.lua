-- Shared by the scripts that take pages out of their document's window and put them back. A page that goes
-- with a batch stands apart: a batch may take a day, and nobody's hand is full with it. `N:apart` of the
-- document's calls is `ROUND:` while it does, and `ROUND:POSITION` once it is among the pages to do again;
-- `apart` of the document counts the former.

-- A page whose call is over, or for which something came back, is handed out once more.
-- The whole, page 0, is never handed out: whoever puts it back gives it its job.
local function put_back(document, todo, calls, page)
  local state = redis.call('HMGET', document, 'status', 'round')
  local mark = (state[2] or '1') .. ':'
  if state[1] ~= 'processing' or redis.call('HGET', calls, page .. ':apart') ~= mark then return end
  if page == '0' then
    redis.call('HDEL', calls, '0:apart')
    return
  end
  redis.call('HINCRBY', document, 'apart', -1)
  redis.call('HSET', calls, page .. ':apart', mark .. (redis.call('RPUSH', todo, page) - 1))
end

-- What a document's place is still needed for: nothing while it `rests`, all that is left of it with batches;
-- nor when it `waits`, having had its share of pages, with none of them under way. Else nil.
local function idleness(document, todo, calls)
  local state = redis.call('HMGET', document, 'status', 'round', 'window', 'next', 'out', 'apart')
  if state[1] ~= 'processing' then return nil end
  if redis.call('HGET', calls, '0:apart') == (state[2] or '1') .. ':' then return 'rests' end
  if tonumber(state[5] or 0) > 0 then return nil end
  if tonumber(state[6] or 0) > 0 and tonumber(state[4]) >= redis.call('LLEN', todo) then return 'rests' end
  return state[3] == '0' and 'waits' or nil
end
