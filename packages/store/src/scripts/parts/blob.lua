-- Has a blob looked at when the first of its users is; one without users at the time given.
local function look_at_first(users, due, name, otherwise)
  local first = redis.call('ZRANGE', users, 0, 0, 'WITHSCORES')
  local at = first[2] or otherwise
  if at then redis.call('ZADD', due, at, name) end
end
