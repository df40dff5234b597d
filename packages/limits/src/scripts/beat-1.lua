#!lua flags=allow-oom
--[[
  Shows that a process with calls in hand is alive.

  KEYS[1] owners   ARGV[1] time for tests, or ''   ARGV[2] owner

  Returns 1.
]]
redis.call('ZADD', KEYS[1], now_ms(ARGV[1]), ARGV[2])
return 1
