--[[
  Puts a finished draft of the plan in force and fixes how many pages the document has, and whether it
  is asked as a whole: that is one more to be left, and of one request no page is handed out. The
  first plan stands: a splitter that runs twice must not reset what was handed out since.

  KEYS[1] document (hash)       ARGV[1] number of pages
  KEYS[2] plan (hash)           ARGV[2] 'one', 'merge', or '' where it is not asked as a whole
  KEYS[3] order (list)          ARGV[3] the job that asks it as a whole, as JSON, or ''
  KEYS[4] to-do (list): what is handed out, here all of the order
  KEYS[5] draft of the plan
  KEYS[6] draft of the order
  KEYS[7] outbox (hash)

  Returns 1 when the document goes on to its pages, 0 when it has ended meanwhile or is gone; an
  error when pages of the draft were lost.
]]
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'queued' or status == 'splitting' then
  -- Pages that are missing here would never be handed out, and the document never end.
  if redis.call('LLEN', KEYS[6]) ~= tonumber(ARGV[1]) then
    return redis.error_reply('PARTIAL the draft of the plan is not whole')
  end
  redis.call('RENAME', KEYS[5], KEYS[2])
  redis.call('RENAME', KEYS[6], KEYS[3])
  redis.call('PERSIST', KEYS[2])
  redis.call('PERSIST', KEYS[3])
  redis.call('COPY', KEYS[3], KEYS[4], 'REPLACE')
  redis.call('HSET', KEYS[1], 'status', 'processing', 'total', ARGV[1], 'left', ARGV[1], 'next', 0, 'out', 0)
  if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[1], 'whole', ARGV[2], 'whole_job', ARGV[3])
    redis.call('HINCRBY', KEYS[1], 'left', 1)
  end
  if ARGV[2] == 'one' then
    redis.call('HSET', KEYS[1], 'next', ARGV[1], 'out', ARGV[1])
    redis.call('HSET', KEYS[7], 'pages', ARGV[3])
  end
  ring(KEYS[1])
  return 1
end
redis.call('UNLINK', KEYS[5], KEYS[6])
if status == 'processing' or status == 'aggregating' then return 1 end
return 0
