// HTTP/1.1 over TCP: reads requests within stated limits, has them answered by a router in a pool
// of threads, and writes the answers. One thread does all reading and writing, so that a slow
// client costs a socket and no thread.
//
// Whatever is wrong with a request is answered by a problem document that names the remedy; nothing
// that a client sent is repeated in it or logged.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "apps/server/gate.h"
#include "apps/server/metrics.h"
#include "apps/server/router.h"

namespace imr {

// Times are totals: a client that sends a byte now and then gains nothing.
struct ServerLimits {
  std::uint32_t header_bytes = 16u << 10;
  std::size_t target_bytes = 8u << 10;
  std::uint64_t body_bytes = 64u << 20;
  std::uint64_t all_bodies_bytes = 512u << 20;  // of the requests held at once
  std::size_t connections = 256;
  std::size_t waiting = 256;  // requests waiting for a thread
  std::chrono::milliseconds idle{60'000};
  std::chrono::milliseconds header{10'000};
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds answer{30'000};  // waiting and work
  std::chrono::milliseconds write{60'000};
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // in figures
  std::uint16_t port = 0;             // 0: one that is free
  int threads = 1;                    // that answer
  ServerLimits limits;
  GateOptions gate;
  // Gets a line for each answer: method, pattern of the route, status, milliseconds. May be null;
  // written to by one thread.
  std::ostream* log = nullptr;
  bool end_on_signals = false;  // on SIGINT and SIGTERM, as by Stop
};

class HttpServer {
 public:
  // Listens from here on. `router` and `metrics` outlive the server. Throws std::system_error when
  // the address cannot be used.
  HttpServer(const Router& router, ServerOptions options, Metrics& metrics);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  // Serves until told to stop, then finishes what runs. Call once.
  void Run();

  // Takes no more connections and requests; those being read or worked on are answered. Thread
  // safe.
  void Stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace imr
