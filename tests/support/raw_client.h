// Speaks to a server on loopback byte by byte, as hostile clients do.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace imr::test {

struct RawResponse {
  int status = 0;  // 0: the server closed without an answer, or none came in time
  std::map<std::string, std::string> headers;  // names in lower case
  std::string head;                            // as it came
  std::string body;
};

class RawClient {
 public:
  // Throws std::runtime_error when nobody listens.
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the server has closed.
  bool Send(std::string_view bytes);
  // Says that no more will be sent.
  void EndSending();
  // The next answer, by its Content-Length. `bare`: it has no body, as to HEAD.
  RawResponse Read(bool bare = false, std::chrono::milliseconds limit = std::chrono::seconds(20));
  // True when the server closes within the limit; what it still sends is dropped.
  bool AwaitClose(std::chrono::milliseconds limit = std::chrono::seconds(20));

 private:
  // Waits for bytes; false at the end or after the deadline.
  bool Fill(std::chrono::steady_clock::time_point deadline);

  int socket_ = -1;
  bool closed_ = false;
  std::string buffer_;
};

// "POST /path HTTP/1.1" with Host, Content-Length and `headers` (each ended by "\r\n").
std::string RequestBytes(const std::string& method, const std::string& target,
                         const std::string& body = "", const std::string& headers = "");

// One request over a connection of its own.
RawResponse Ask(std::uint16_t port, const std::string& method, const std::string& target,
                const std::string& body = "", const std::string& headers = "");

}  // namespace imr::test
