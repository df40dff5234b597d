-- Redis' own clock: workers' clocks differ. It is looked at once, for all that a script does is done at once.
local looked_at
local function now_ms()
  if not looked_at then
    local time = redis.call('TIME')
    looked_at = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return looked_at
end
