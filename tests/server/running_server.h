// A server in this process on a free port, for as long as the object lives.
#pragma once

#include <functional>
#include <thread>
#include <utility>

#include "apps/server/http_server.h"

namespace imr::test {

class RunningServer {
 public:
  explicit RunningServer(const Router& router, ServerOptions options = {})
      : server_(router, std::move(options), metrics_), thread_([this] { server_.Run(); }) {}
  ~RunningServer() { End(); }

  std::uint16_t port() const { return port_; }
  const Metrics& metrics() const { return metrics_; }
  void Stop() { server_.Stop(); }
  // Stops and waits until everything has been answered.
  void End() {
    server_.Stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  Metrics metrics_;
  HttpServer server_;
  const std::uint16_t port_ = server_.port();
  std::thread thread_;
};

}  // namespace imr::test
