--[[
  A document cannot go on for want of money: its place counts no more, until its next turn. But of one
  tenant no more than half of the budget is let go of so, for what is parked has jobs too.

  KEYS as in parts/places     ARGV[1] rules, as JSON     ARGV[2] document

  Returns {{document, round, turn} of each that was taken up}.
]]
local rules, id = cjson.decode(ARGV[1]), ARGV[2]
local place = read_place(id)
if not place or place.state ~= 'open' or place.parked then return {} end
if number_at(of('parked', place)) + place.held > rules.budget / 2 then return {} end
hold(place, -place.held)
redis.call('HINCRBY', STATE, of('parked', place), place.held)
place.parked = true
write_place(id, place)
return admit(place.lane, rules, now_ms())
