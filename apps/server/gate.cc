#include "apps/server/gate.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <utility>

namespace imr {
namespace {

constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view kDataPolicy = "default-src 'none'; frame-ancestors 'none'";

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool IsAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

// Paths that are for pages of any origin.
bool IsForOtherOrigins(std::string_view path) {
  return path == "/cds-services" || path.starts_with("/cds-services/");
}

// Everything but the pages: what tells of cases, rules or the server's work.
bool IsGuarded(std::string_view path) {
  return path.starts_with("/api/") || path == "/metrics" || IsForOtherOrigins(path);
}

bool ChangesNothing(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

// Sent by a page of another origin, as far as browsers tell.
bool ComesFromElsewhere(const HttpRequest& request) {
  const std::string site = request.Header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string origin = request.Header("origin");
  if (origin.empty()) return false;
  const std::string host = Lower(request.Header("host"));
  return Lower(origin) != "http://" + host && Lower(origin) != "https://" + host;
}

HttpResponse Refuse(int status, std::string_view detail) { return ProblemResponse(status, detail); }

}  // namespace

std::optional<std::string> HostWithoutPort(std::string_view host) {
  std::string_view name = host;
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    name = host.substr(1, close - 1);
    port = host.substr(close + 1);
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    name = host.substr(0, colon);
    port = host.substr(colon);
  }
  if (name.empty()) return std::nullopt;
  if (!port.empty()) {
    if (port.size() < 2 || port.size() > 6 || port.front() != ':') return std::nullopt;
    port.remove_prefix(1);
    if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return std::nullopt;
    }
  }
  return Lower(name);
}

bool IsLoopbackAddress(std::string_view address) {
  const std::string text(address);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

Gate::Gate(GateOptions options) : options_(std::move(options)) {
  for (std::string& host : options_.hosts) host = Lower(host);
}

bool Gate::KnowsHost(std::string_view host) const {
  const auto name = HostWithoutPort(host);
  if (!name) return false;
  if (*name == "localhost" || IsLoopbackAddress(*name)) return true;
  if (options_.beyond_loopback && IsAddress(*name)) return true;
  return std::find(options_.hosts.begin(), options_.hosts.end(), *name) != options_.hosts.end();
}

bool Gate::HasToken(const HttpRequest& request) const {
  constexpr std::string_view kScheme = "bearer ";
  const std::string given = request.Header("authorization");
  if (Lower(given.substr(0, kScheme.size())) != kScheme) return false;
  // Digests are of one length, whatever was sent: comparing them tells nothing by its time.
  using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;
  const auto digest = [](std::string_view text) {
    Digest out{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data());
    return out;
  };
  const Digest theirs = digest(std::string_view(given).substr(kScheme.size()));
  const Digest ours = digest(options_.token);
  return CRYPTO_memcmp(theirs.data(), ours.data(), ours.size()) == 0;
}

std::optional<HttpResponse> Gate::Refusal(const HttpRequest& request) const {
  const bool for_others = IsForOtherOrigins(request.path);
  if (!for_others && !KnowsHost(request.Header("host"))) {
    return Refuse(421,
                  "The Host of this request is not a name of this server. Use localhost or the "
                  "address it listens on, or start it with --host NAME.");
  }
  if (!for_others && !ChangesNothing(request.method) && ComesFromElsewhere(request)) {
    return Refuse(403,
                  "Requests that change or compute something are taken from this server's own "
                  "pages and from programs, not from pages of other sites.");
  }
  const bool preflight = for_others && request.method == "OPTIONS";
  if (!options_.token.empty() && IsGuarded(request.path) && !preflight && !HasToken(request)) {
    HttpResponse response =
        Refuse(401, "Send the server's token as \"Authorization: Bearer TOKEN\".");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  return std::nullopt;
}

void Gate::AddHeaders(const HttpRequest& request, HttpResponse& response) {
  const auto add = [&](std::string_view name, std::string_view value) {
    const bool there = std::any_of(response.headers.begin(), response.headers.end(),
                                   [&](const auto& h) { return Lower(h.first) == Lower(name); });
    if (!there) response.headers.emplace_back(name, value);
  };
  const bool for_others = IsForOtherOrigins(request.path);
  const bool is_page = response.content_type.starts_with("text/html");
  add("Content-Security-Policy", is_page ? kPagePolicy : kDataPolicy);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", for_others ? "cross-origin" : "same-origin");
  add("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  add("Cache-Control", "no-store");
  if (for_others) add("Access-Control-Allow-Origin", "*");
}

}  // namespace imr
