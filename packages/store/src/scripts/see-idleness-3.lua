--[[
  Says whether a document's place is still needed (see parts/apart).

  KEYS[1] document (hash)     KEYS[2] to-do (list)     KEYS[3] calls (hash)

  Returns 'rests', 'waits', or nil while it is.
]]
return idleness(KEYS[1], KEYS[2], KEYS[3])
