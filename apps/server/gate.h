// Who may ask what: decided from the head of a request alone, before its body is read.
//
// Against DNS rebinding the Host must be a name of this server; against requests forged by other
// sites whatever changes something must come from this server's own pages or from no page at all;
// with a token everything but the pages needs it. The endpoints of CDS Hooks are for pages of other
// origins, hold nothing of the desk's own, and are let through but for the token.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/server/http_message.h"

namespace imr {

struct GateOptions {
  // Names beside the loopback ones that a Host may have, in lower case and without port.
  std::vector<std::string> hosts;
  // The server listens on more than loopback: an address in figures is a proper Host then, since
  // rebinding needs a name.
  bool beyond_loopback = false;
  std::string token;  // empty: none is asked for
};

class Gate {
 public:
  explicit Gate(GateOptions options);

  // The answer to a request that is not let through.
  std::optional<HttpResponse> Refusal(const HttpRequest& request) const;

  // Adds what every answer has to keep browsers strict.
  static void AddHeaders(const HttpRequest& request, HttpResponse& response);

 private:
  bool KnowsHost(std::string_view host) const;
  bool HasToken(const HttpRequest& request) const;

  GateOptions options_;
};

// The host of "name:port", "[::1]:80" or "name", in lower case and without brackets; nothing when
// it is none of these.
std::optional<std::string> HostWithoutPort(std::string_view host);

// Of loopback: 127.0.0.0/8 or ::1, in figures.
bool IsLoopbackAddress(std::string_view address);

}  // namespace imr
