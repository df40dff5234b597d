-- Shared by the scripts that give out places: who of those that wait is taken up, and what each holds.
--
-- KEYS[1] state (hash): `clock`, and `seq`; of a lane `used:LANE`; of a tenant `turn:TENANT`; of both
--         `held:LANE:TENANT`, `parked:…`, `last:…` and `count:…`
-- KEYS[2] standing (hash): document to its place, as JSON
-- KEYS[3] looked (zset): documents that have a place, by when one was last looked after
-- KEYS[4] waiting (zset of one score): `TENANT priority time id`, who of a tenant is next
-- KEYS[5] ages (zset of one score): `TENANT time id`, who of a tenant waits longest
-- KEYS[6] tenants (zset): those of the lane with documents that wait, who holds least first
--
-- A place is {tenant, lane, priority, round, at (from when it waits), state ('waiting' or 'open'), held (pages
-- that it counts for), window, had (pages handed out), turn (number of its latest turn), size (pages in
-- that), parked}. `rules` are
-- those of `domain/src/admission.ts`.
local STATE, STANDING, LOOKED, WAITING, AGES, TENANTS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local SEQUENCES = 4294967296

local function number_at(field) return tonumber(redis.call('HGET', STATE, field) or 0) end
local function of(name, place) return name .. ':' .. place.lane .. ':' .. place.tenant end

local function read_place(id)
  local json = redis.call('HGET', STANDING, id)
  return json and cjson.decode(json)
end
local function write_place(id, place) redis.call('HSET', STANDING, id, cjson.encode(place)) end

-- The clock shows the turn that is being served: a tenant that had none lately begins a little before it.
local function clock_of(rules) return tonumber(redis.call('HGET', STATE, 'clock') or rules.credit) end
local function next_turn(place, rules)
  return math.max(number_at('turn:' .. place.tenant), clock_of(rules) - rules.credit)
end
-- A document's latest slice is being served once fewer of its pages are under way than that has.
local function tell_served(place, under_way, rules)
  if place.had > 0 and under_way < place.size and place.turn > clock_of(rules) then
    redis.call('HSET', STATE, 'clock', place.turn)
  end
end

-- Who holds as much as another is behind it who was not taken up for longer.
local function rank(place, ...)
  redis.call('ZADD', TENANTS, ...,
    math.max(0, number_at(of('held', place))) * SEQUENCES + number_at(of('last', place)) % SEQUENCES, place.tenant)
end
local function hold(place, pages)
  if pages == 0 then return end
  redis.call('HINCRBY', STATE, 'used:' .. place.lane, pages)
  redis.call('HINCRBY', STATE, of('held', place), pages)
  if redis.call('ZSCORE', TENANTS, place.tenant) then rank(place, 'XX') end
end
local function give_back(place)
  if place.parked then
    redis.call('HINCRBY', STATE, of('parked', place), -place.held)
    place.parked = nil
  else
    hold(place, -place.held)
  end
  place.held = 0
end

local function entries_of(id, place)
  local at = string.format('%013.0f', place.at)
  return place.tenant .. '\1' .. (9 - place.priority) .. at .. id, place.tenant .. '\1' .. at .. id
end
local function next_of(key, tenant)
  return redis.call('ZRANGEBYLEX', key, '[' .. tenant .. '\1', '[' .. tenant .. '\2', 'LIMIT', 0, 1)[1]
end
local function queue_up(id, place, at)
  place.state, place.at, place.held, place.had = 'waiting', at, 0, 0
  local by_priority, by_age = entries_of(id, place)
  redis.call('ZADD', WAITING, 0, by_priority)
  redis.call('ZADD', AGES, 0, by_age)
  rank(place, 'NX')
  write_place(id, place)
end
local function leave_queue(id, place)
  local by_priority, by_age = entries_of(id, place)
  redis.call('ZREM', WAITING, by_priority)
  redis.call('ZREM', AGES, by_age)
  if not next_of(AGES, place.tenant) then redis.call('ZREM', TENANTS, place.tenant) end
end

-- Opens places for those that wait, while the budget has room. A tenant takes no more than is then left for
-- others: alone half of it, one of N an N+1th, so that whoever comes finds room.
local function admit(lane, rules, now)
  local admitted = {}
  while true do
    local tenant = redis.call('ZRANGE', TENANTS, 0, 0)[1]
    if not tenant then return admitted end
    local place = { lane = lane, tenant = tenant }
    local used, held = number_at('used:' .. lane), number_at(of('held', place))
    if used > 0 and held + rules.first > rules.budget - used then return admitted end
    -- Every so often it is who waits longest, or low priorities might wait for ever.
    local count = redis.call('HINCRBY', STATE, of('count', place), 1)
    local by_age = count % rules.oldest_every == 0
    local entry = next_of(by_age and AGES or WAITING, tenant)
    local id = entry:sub(#tenant + 2 + 13 + (by_age and 0 or 1))
    place = read_place(id)
    if place and place.state == 'waiting' and place.lane == lane then
      leave_queue(id, place)
      place.state, place.held, place.window, place.had = 'open', rules.first, rules.first, 0
      place.turn = next_turn(place, rules)
      redis.call('HSET', STATE, of('last', place), redis.call('HINCRBY', STATE, 'seq', 1))
      hold(place, place.held)
      redis.call('ZADD', LOOKED, now, id)
      write_place(id, place)
      admitted[#admitted + 1] = { id, place.round, place.turn }
    else
      -- Who left as one of another lane waits here no more, and would hold up all who do.
      local at_and_id = entry:sub(#tenant + 2 + (by_age and 0 or 1))
      redis.call('ZREM', AGES, tenant .. '\1' .. at_and_id)
      for priority = 0, 9 do redis.call('ZREM', WAITING, tenant .. '\1' .. priority .. at_and_id) end
      if not next_of(AGES, tenant) then redis.call('ZREM', TENANTS, tenant) end
    end
  end
end
