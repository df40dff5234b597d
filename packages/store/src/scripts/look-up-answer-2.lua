--[[
  Finds a kept answer; where there is none, makes the caller the one who asks for it.

  KEYS[1] answer (string)     ARGV[1] who asks: owner and token, as OWNER/TOKEN
  KEYS[2] flight (string)     ARGV[2] lease in ms
                              ARGV[3] an owner that is known to be dead, or ''

  Returns {'known', answer}, {'mine'}, or {'asked', ms of the lease that are left, who asks}.
]]
local answer = redis.call('GET', KEYS[1])
if answer then return { 'known', answer } end
local asks = redis.call('GET', KEYS[2])
local is_dead = asks and ARGV[3] ~= '' and string.sub(asks, 1, #ARGV[3] + 1) == ARGV[3] .. '/'
if asks and asks ~= ARGV[1] and not is_dead then
  return { 'asked', redis.call('PTTL', KEYS[2]), asks }
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return { 'mine' }
