#include "tests/support/raw_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <charconv>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace imr::test {
namespace {

using Clock = std::chrono::steady_clock;

RawResponse ParseHead(std::string head) {
  RawResponse response;
  response.head = std::move(head);
  std::string_view rest = response.head;
  std::from_chars(rest.data() + std::min<std::size_t>(9, rest.size()), rest.data() + rest.size(),
                  response.status);
  for (std::size_t at = rest.find("\r\n"); at != std::string_view::npos; at = rest.find("\r\n")) {
    rest.remove_prefix(at + 2);
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    std::string name(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    response.headers[name] = line.substr(colon + 2);
  }
  return response;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(socket_);
    throw std::runtime_error("nobody listens");
  }
}

RawClient::~RawClient() { close(socket_); }

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::EndSending() { shutdown(socket_, SHUT_WR); }

bool RawClient::Fill(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 16384> bytes{};
  const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) {
    closed_ = true;
    return false;
  }
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

RawResponse RawClient::Read(bool bare, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (buffer_.find("\r\n\r\n") == std::string::npos) {
    if (!Fill(deadline)) return {};
  }
  const std::size_t end = buffer_.find("\r\n\r\n") + 4;
  RawResponse response = ParseHead(buffer_.substr(0, end));
  buffer_.erase(0, end);
  std::size_t length = 0;
  if (const auto it = response.headers.find("content-length"); it != response.headers.end()) {
    std::from_chars(it->second.data(), it->second.data() + it->second.size(), length);
  }
  if (bare) return response;
  while (buffer_.size() < length) {
    if (!Fill(deadline)) return {};
  }
  response.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return response;
}

bool RawClient::AwaitClose(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (Fill(deadline)) buffer_.clear();
  return closed_;
}

std::string RequestBytes(const std::string& method, const std::string& target,
                         const std::string& body, const std::string& headers) {
  std::string bytes = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
  if (!body.empty() || method == "POST") {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return bytes + "\r\n" + body;
}

RawResponse Ask(std::uint16_t port, const std::string& method, const std::string& target,
                const std::string& body, const std::string& headers) {
  RawClient client(port);
  client.Send(RequestBytes(method, target, body, headers));
  return client.Read(method == "HEAD");
}

}  // namespace imr::test
