--[[
  Takes a document's place back, or its place among those that wait, and gives out what there is then.

  KEYS as in parts/places     ARGV[1] rules, as JSON     ARGV[2] document     ARGV[3] its lane
                              ARGV[4] 'read' when its pages are, 'waits' when they are so far, and it waits
                              for another place behind those that wait already; 'rests' when what is left
                              is with batches; 'stopped' when they are not

  Returns {{document, round, turn} of each that was taken up}.
]]
local rules, id = cjson.decode(ARGV[1]), ARGV[2]
local place, now = read_place(id), now_ms()
if place and place.state == 'open' then
  if ARGV[4] ~= 'stopped' then tell_served(place, 0, rules) end
  give_back(place)
  redis.call('ZREM', LOOKED, id)
  if ARGV[4] == 'waits' then queue_up(id, place, now) end
elseif place and ARGV[4] == 'rests' then
  -- Something of it has come back meanwhile.
  return {}
elseif place and ARGV[4] ~= 'waits' then
  leave_queue(id, place)
end
if ARGV[4] ~= 'waits' then redis.call('HDEL', STANDING, id) end
return admit(ARGV[3], rules, now)
