"""What has to happen in Redis as one: its own small language, each a script that nobody interrupts.

KEYS are always a room, who was seen in it, all open rooms, those opened from the same address, and the room's pictures. Seconds are of the
app's clock, which decides; milliseconds are how long Redis keeps a key, so that all of them run out.
"""

# ARGV: room, version, now, until, most rooms, most of an address, code, milliseconds
ADD = """
local now, until_ = ARGV[3], ARGV[4]
for i = 3, 4 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now) end
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[5]) then return 'full' end
if redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[6]) then return 'full_here' end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'version', ARGV[2], 'teacher_seen', now)
redis.call('PEXPIRE', KEYS[1], ARGV[8])
for i = 3, 4 do
  redis.call('ZADD', KEYS[i], until_, ARGV[7])
  if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[8]) then redis.call('PEXPIRE', KEYS[i], ARGV[8]) end
end
return 'yes'
"""

# ARGV: room, version before, version after, channel, message, milliseconds until it is gone (0: as before), when that
# is, code, as JSON the names of members and pictures that have gone, and new pictures by their names
PUT = """
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'version', ARGV[3])
local more = cjson.decode(ARGV[9])
for _, name in ipairs(more.members) do redis.call('HDEL', KEYS[2], name) end
for _, name in ipairs(more.taken_off) do redis.call('HDEL', KEYS[5], name) end
for name, picture in pairs(more.pictures) do redis.call('HSET', KEYS[5], name, picture) end
if redis.call('EXISTS', KEYS[5]) == 1 then
  redis.call('PEXPIRE', KEYS[5], redis.call('PTTL', KEYS[1]))
end
if tonumber(ARGV[6]) > 0 then
  for i = 1, 2 do redis.call('PEXPIRE', KEYS[i], ARGV[6]) end
  for i = 3, 4 do redis.call('ZADD', KEYS[i], 'XX', ARGV[7], ARGV[8]) end
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
"""

# ARGV: name of a member ('' for the teacher), now, until, code, milliseconds
LIVE = """
local left = redis.call('PTTL', KEYS[1])
if left < 0 then return 0 end
if ARGV[1] == '' then
  left = tonumber(ARGV[5])
  redis.call('HSET', KEYS[1], 'teacher_seen', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], left)
  for i = 3, 4 do
    redis.call('ZADD', KEYS[i], 'XX', ARGV[3], ARGV[4])
    if redis.call('PTTL', KEYS[i]) < left then redis.call('PEXPIRE', KEYS[i], left) end
  end
else
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
for _, i in ipairs({2, 5}) do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('PEXPIRE', KEYS[i], left) end
end
return 1
"""

# KEYS: a purse. ARGV: now, seconds until it is empty again, how many more
SPEND = """
local until_, count = unpack(redis.call('HMGET', KEYS[1], 'until', 'count'))
local open = until_ and tonumber(until_) > tonumber(ARGV[1])
if ARGV[3] == '0' then return open and tonumber(count) or 0 end
if open then return redis.call('HINCRBY', KEYS[1], 'count', ARGV[3]) end
redis.call('HSET', KEYS[1], 'until', ARGV[1] + ARGV[2], 'count', ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] * 1000))
return tonumber(ARGV[3])
"""
