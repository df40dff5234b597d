--[[
  Corrects a booking by what the call really used.

  KEYS[1] lane (hash)     ARGV[1] requests, ARGV[2] input tokens, ARGV[3] output tokens to give back
                          (booked less used; negative to take more)

  Returns 1, or 0 when the lane is gone and there is nothing to correct.
]]
if redis.call('HEXISTS', KEYS[1], 'at') == 0 then return 0 end
redis.call('HINCRBYFLOAT', KEYS[1], 'requests', ARGV[1])
redis.call('HINCRBYFLOAT', KEYS[1], 'input', ARGV[2])
redis.call('HINCRBYFLOAT', KEYS[1], 'output', ARGV[3])
return 1
