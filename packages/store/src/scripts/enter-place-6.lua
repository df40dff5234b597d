--[[
  Has a document wait for a place, and gives out what places there are. One that waits or has a place
  stays as it is.

  KEYS as in parts/places     ARGV[1] rules, as JSON     ARGV[2] document     ARGV[3] its lane
                              ARGV[4] its tenant         ARGV[5] priority, 0 to 9
                              ARGV[6] round              ARGV[7] since when it waits, in ms

  Returns {'open' or 'waiting', window, turn, {{document, round, turn} of each that was taken up}}.
]]
local rules, id = cjson.decode(ARGV[1]), ARGV[2]
local place = read_place(id)
if not place then
  place = { lane = ARGV[3], tenant = ARGV[4], priority = tonumber(ARGV[5]), round = tonumber(ARGV[6]), window = 0, turn = 0 }
  queue_up(id, place, tonumber(ARGV[7]))
elseif place.round ~= tonumber(ARGV[6]) then
  place.round = tonumber(ARGV[6])
  write_place(id, place)
end
local admitted = admit(ARGV[3], rules, now_ms())
place = read_place(id)
return { place.state, place.window, place.turn, admitted }
