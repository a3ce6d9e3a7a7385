-- Posts letters in turn to /api/v1/predict. Arguments after "--" of wrk: files of letters.
-- Counts items predicted, answers that are none, and prints one line of figures at the end.
local letters = {}
local threads = {}
local turn = 0

function setup(thread) table.insert(threads, thread) end

function init(arguments)
  for _, name in ipairs(arguments) do
    local file = assert(io.open(name, "rb"))
    table.insert(letters, wrk.format("POST", "/api/v1/predict", {["Content-Type"] = "text/plain"},
                                     file:read("*a")))
    file:close()
  end
  items, wrong = 0, 0
end

function request()
  turn = turn % #letters + 1
  return letters[turn]
end

function response(status, headers, body)
  if status ~= 200 then
    wrong = wrong + 1
    return
  end
  -- One "prediction" for each item; finding the word in C is cheaper than reading JSON.
  local at = 1
  while true do
    local _, stop = string.find(body, '"prediction":"', at, true)
    if not stop then break end
    items = items + 1
    at = stop + 1
  end
end

function done(summary, latency)
  local all, bad = 0, 0
  for _, thread in ipairs(threads) do
    all = all + thread:get("items")
    bad = bad + thread:get("wrong")
  end
  local errors = summary.errors
  local seconds = summary.duration / 1e6
  print(string.format(
    "letters/s %.0f, items/s %.0f, p50 %.1f ms, p99 %.1f ms, longest %.1f ms, answers but 200: %d, " ..
    "socket errors: %d", summary.requests / seconds, all / seconds, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, bad,
    errors.connect + errors.read + errors.write + errors.timeout))
end
