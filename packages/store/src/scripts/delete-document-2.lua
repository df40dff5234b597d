--[[
  Deletes a document: from here on nobody finds it, no call is sent for it, and no page of it is taken.
  What says where all else of it lies stays for whoever removes that.

  KEYS[1] document (hash)     KEYS[2] what is left of a deleted one (hash)

  Returns 1, or 0 when there is no such document.
]]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('PERSIST', KEYS[2])
ring(KEYS[1])
return 1
