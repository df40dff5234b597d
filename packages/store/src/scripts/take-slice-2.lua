--[[
  Hands out the next slice of a document's pages, or again the one that was not confirmed.

  KEYS[1] document (hash)     ARGV[1] window: most pages handed out and unfinished
  KEYS[2] to-do (list)        ARGV[2] age in ms after which an unconfirmed slice is offered again
                              ARGV[3] '1' to be offered an unconfirmed slice whatever its age
                              ARGV[4] window that holds from now on, or ''

  Returns the slice (see parts/slice), or {} when there is nothing to hand out.
]]
if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return {} end
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'window', ARGV[4]) end
return offer_slice(KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1')
