// What the server counts of its work, as Prometheus reads it. Labels are patterns of routes and
// words of the program: nothing that a client sends gets into them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace imr {

class Metrics {
 public:
  struct Answered {
    std::string method, pattern;  // of the route; both empty when none was found
    int status = 0;
    std::chrono::duration<double> took{};
    std::size_t bytes_in = 0, bytes_out = 0;
  };

  // `about`: labels of the build, as name and value.
  explicit Metrics(std::vector<std::pair<std::string, std::string>> about = {});

  void Count(const Answered& answered);
  // `outcome`: "upheld", "overturned", "abstained" of an item, or "unreadable" of an input.
  void CountPredictions(std::string_view outcome, std::uint64_t items);
  void ConnectionOpened() { ++connections_; }
  void ConnectionClosed() { --connections_; }
  void WorkBegun() { ++in_flight_; }
  void WorkEnded() { --in_flight_; }
  void ConnectionRefused() { ++connections_refused_; }

  // The text format, version 0.0.4.
  std::string Text() const;

 private:
  static constexpr std::array<double, 13> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,  0.5,    1,     2.5,  10,    30};
  struct Durations {
    std::array<std::uint64_t, kBounds.size() + 1> counts{};  // by bucket, the last beyond all
    double sum = 0;
  };

  std::vector<std::pair<std::string, std::string>> about_;
  std::atomic<std::int64_t> connections_ = 0;
  std::atomic<std::int64_t> in_flight_ = 0;
  std::atomic<std::uint64_t> connections_refused_ = 0;
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, std::uint64_t> requests_;
  std::map<std::pair<std::string, std::string>, Durations> durations_;
  std::map<std::string, std::uint64_t, std::less<>> predictions_;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
};

}  // namespace imr
