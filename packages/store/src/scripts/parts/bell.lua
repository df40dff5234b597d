-- Rings for whoever follows a document: there is something new to read of it. The bell carries nothing,
-- what it is about is committed with it; a ring that nobody hears is made up for by looking. A Redis
-- whose user may not publish refuses with an error, and must not lose the commit for that.
local function ring(document)
  redis.pcall('PUBLISH', document, '')
end
