--[[
  Numbers the turn of a slice of pages that was handed out, and says how large the document's window is from
  now on: as large as there is room, small while others of its tenant wait, and 0 once it has had its share
  of pages and is to make room for those.

  KEYS as in parts/places     ARGV[1] rules, as JSON     ARGV[2] document
                              ARGV[3] pages of the slice
                              ARGV[4] pages handed out and unfinished, these included
                              ARGV[5] pages not handed out yet

  Returns {window, turn, {{document, round, turn} of each that was taken up}}. A document that has no place is
  from before there were any, and goes on with the smallest window.
]]
local rules, id, pages = cjson.decode(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local out, rest = tonumber(ARGV[4]), tonumber(ARGV[5])
local place = read_place(id)
if not place then return { rules.first, clock_of(rules), {} } end
local now = now_ms()
if place.state == 'waiting' then
  -- Its pages are on their way: it has taken its place already.
  leave_queue(id, place)
  place.state = 'open'
end
if place.parked then
  redis.call('HINCRBY', STATE, of('parked', place), -place.held)
  place.parked = nil
  hold(place, place.held)
end
tell_served(place, out - pages, rules)
place.turn = next_turn(place, rules)
redis.call('HSET', STATE, 'turn:' .. place.tenant, place.turn + pages)
place.had, place.size = place.had + pages, pages
local do_others_wait = redis.call('ZSCORE', TENANTS, place.tenant)
local is_full = number_at('used:' .. place.lane) + rules.first > rules.budget and redis.call('ZCARD', TENANTS) > 0
if rest > 0 and place.had >= rules.quantum and (do_others_wait or is_full) then
  place.window = 0
else
  local free = rules.budget - number_at('used:' .. place.lane) + place.held
  local others = number_at(of('held', place)) - place.held
  local room = math.floor((free - others) / 2)
  place.window = do_others_wait and rules.first or math.max(rules.first, math.min(rules.most, room))
end
local held = math.max(out, math.min(place.window, out + rest))
hold(place, held - place.held)
place.held = held
redis.call('ZADD', LOOKED, now, id)
write_place(id, place)
return { place.window, place.turn, admit(place.lane, rules, now) }
