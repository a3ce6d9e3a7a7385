#include "apps/server/metrics.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace imr {
namespace {

std::string Number(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

// A label's value between its quotes.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

void Head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

std::string Route(const std::string& method, const std::string& pattern) {
  return "method=\"" + Escaped(method) + "\",route=\"" + Escaped(pattern) + "\"";
}

}  // namespace

Metrics::Metrics(std::vector<std::pair<std::string, std::string>> about)
    : about_(std::move(about)) {}

void Metrics::Count(const Answered& answered) {
  const bool known = !answered.pattern.empty();
  const std::string method = known ? answered.method : "other";
  const std::string pattern = known ? answered.pattern : "none";
  const double seconds = answered.took.count();
  const auto bucket = static_cast<std::size_t>(
      std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin());
  const std::lock_guard lock(mutex_);
  ++requests_[{method, pattern, answered.status}];
  Durations& durations = durations_[{method, pattern}];
  ++durations.counts[bucket];
  durations.sum += seconds;
  bytes_in_ += answered.bytes_in;
  bytes_out_ += answered.bytes_out;
}

void Metrics::CountPredictions(std::string_view outcome, std::uint64_t items) {
  const std::lock_guard lock(mutex_);
  const auto it = predictions_.find(outcome);
  if (it == predictions_.end()) {
    predictions_.emplace(outcome, items);
  } else {
    it->second += items;
  }
}

std::string Metrics::Text() const {
  std::string out;
  Head(out, "imr_build_info", "gauge", "What this server is made of.");
  std::string labels;
  for (const auto& [name, value] : about_) {
    labels += (labels.empty() ? "" : ",") + name + "=\"" + Escaped(value) + "\"";
  }
  out += "imr_build_info{" + labels + "} 1\n";
  Head(out, "imr_connections", "gauge", "Open connections.");
  out += "imr_connections " + std::to_string(connections_.load()) + '\n';
  Head(out, "imr_connections_refused_total", "counter", "Connections beyond what may be open.");
  out += "imr_connections_refused_total " + std::to_string(connections_refused_.load()) + '\n';
  Head(out, "imr_requests_in_flight", "gauge",
       "Requests waiting for an answer or being worked on.");
  out += "imr_requests_in_flight " + std::to_string(in_flight_.load()) + '\n';

  const std::lock_guard lock(mutex_);
  Head(out, "imr_http_requests_total", "counter", "Answered requests.");
  for (const auto& [key, count] : requests_) {
    const auto& [method, pattern, status] = key;
    out += "imr_http_requests_total{" + Route(method, pattern) + ",status=\"" +
           std::to_string(status) + "\"} " + std::to_string(count) + '\n';
  }
  Head(out, "imr_http_request_duration_seconds", "histogram",
       "From the whole request read to the answer made.");
  for (const auto& [key, durations] : durations_) {
    const std::string route = Route(key.first, key.second);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < durations.counts.size(); ++i) {
      count += durations.counts[i];
      const std::string bound = i < kBounds.size() ? Number(kBounds[i]) : "+Inf";
      out += "imr_http_request_duration_seconds_bucket{" + route + ",le=\"" + bound + "\"} " +
             std::to_string(count) + '\n';
    }
    out += "imr_http_request_duration_seconds_sum{" + route + "} " + Number(durations.sum) + '\n';
    out += "imr_http_request_duration_seconds_count{" + route + "} " + std::to_string(count) + '\n';
  }
  Head(out, "imr_http_received_bytes_total", "counter", "Bytes of bodies taken in.");
  out += "imr_http_received_bytes_total " + std::to_string(bytes_in_) + '\n';
  Head(out, "imr_http_sent_bytes_total", "counter", "Bytes of bodies given out.");
  out += "imr_http_sent_bytes_total " + std::to_string(bytes_out_) + '\n';
  Head(out, "imr_predictions_total", "counter",
       "Items predicted, and inputs not read, by outcome.");
  for (const auto& [outcome, count] : predictions_) {
    out += "imr_predictions_total{outcome=\"" + Escaped(outcome) + "\"} " + std::to_string(count) +
           '\n';
  }
  return out;
}

}  // namespace imr
