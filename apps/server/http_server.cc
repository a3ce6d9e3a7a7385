#include "apps/server/http_server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <exception>
#include <optional>
#include <ostream>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "apps/server/request_target.h"
#include "apps/server/worker_pool.h"

namespace imr {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 8u << 10;
constexpr std::size_t kBufferBytes = 128u << 10;
constexpr std::chrono::milliseconds kDrainTime{2000};
constexpr std::chrono::milliseconds kAcceptPause{100};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", in any locale.
std::string HttpDate(std::time_t time) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&time, &utc);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(kDays[static_cast<std::size_t>(utc.tm_wday)]) + ", " + two(utc.tm_mday) + ' ' +
         kMonths[static_cast<std::size_t>(utc.tm_mon)] + ' ' + std::to_string(utc.tm_year + 1900) +
         ' ' + two(utc.tm_hour) + ':' + two(utc.tm_min) + ':' + two(utc.tm_sec) + " GMT";
}

// Header values come from handlers and may hold what a client sent: no line ends in them.
void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) head.push_back(c);
  }
  head.append("\r\n");
}

std::string HeadOf(const HttpResponse& response, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head.append(StatusTitle(response.status)).append("\r\n");
  const bool bare = response.status == 204 || response.status == 304;
  if (!bare) {
    if (!response.content_type.empty()) AppendHeader(head, "Content-Type", response.content_type);
    AppendHeader(head, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : response.headers) AppendHeader(head, name, value);
  AppendHeader(head, "Date", HttpDate(std::time(nullptr)));
  AppendHeader(head, "Connection", keep_alive ? "keep-alive" : "close");
  return head += "\r\n";
}

// What is wrong with bytes that are no request within the limits.
HttpResponse ProblemOf(const error_code& error, const ServerLimits& limits) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return ProblemResponse(431, "The head of the request is larger than " +
                                    std::to_string(limits.header_bytes >> 10) +
                                    " KiB; send fewer or shorter headers.");
  }
  if (error == http::error::body_limit) {
    return ProblemResponse(413, "The body is larger than " +
                                    std::to_string(limits.body_bytes >> 20) +
                                    " MiB; split it into several requests.");
  }
  return ProblemResponse(400, "This is no HTTP/1.1 request that could be read.");
}

HttpResponse Busy(std::string_view detail) {
  HttpResponse response = ProblemResponse(503, detail);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

// An answer on its way, with what is counted of it.
struct Answer {
  HttpResponse response;
  std::string method, pattern;  // of the route; both empty when there is none
};

using Parser = http::request_parser<http::string_body>;

}  // namespace

class HttpServer::State {
 public:
  State(const Router& router, ServerOptions options, Metrics& metrics);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void Run() { io_.run(); }
  void Stop() {
    net::post(io_, [this] { BeginStop(); });
  }

 private:
  class Session;

  void Accept();
  void BeginStop();
  void Log(const Answer& answer, std::chrono::duration<double> took) const;

  const Router& router_;
  const ServerOptions options_;
  const Gate gate_;
  Metrics& metrics_;
  // Of the reading thread alone.
  std::unordered_set<Session*> sessions_;
  std::uint64_t bodies_bytes_ = 0;
  bool stopping_ = false;

  net::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  net::steady_timer accept_pause_{io_};
  net::signal_set signals_{io_};
  WorkerPool pool_;
};

// One connection. Everything happens in the reading thread, but for the work on an answer.
//
// Call order: Start (idle head [body] answer write)* [drain]
class HttpServer::State::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(State& server, tcp::socket socket)
      : server_(server), socket_(std::move(socket)), timer_(server.io_), buffer_(kBufferBytes) {
    server_.sessions_.insert(this);
    server_.metrics_.ConnectionOpened();
  }
  ~Session() {
    FreeBody();
    server_.sessions_.erase(this);
    server_.metrics_.ConnectionClosed();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Start() { AwaitRequest(); }

  // Closes the connection when it is between two requests.
  void CloseIfIdle() {
    if (phase_ == Phase::kIdle) Close();
  }

 private:
  enum class Phase { kIdle, kHead, kBody, kAnswer, kWrite, kDrain };
  // Shared with the thread that works on the answer.
  struct Job {
    std::atomic<bool> begun = false;
    std::atomic<bool> given_up = false;
  };

  const ServerLimits& limits() const { return server_.options_.limits; }

  void Enter(Phase phase, std::chrono::milliseconds most);
  void OnDeadline();
  void AwaitRequest();
  void ReadHead();
  void OnHead(const error_code& error);
  std::optional<HttpResponse> TakeHead();
  std::optional<HttpResponse> ReserveBody();
  void InviteBody();
  void ReadBody();
  void OnBody(const error_code& error);
  void Work();
  void OnAnswer(const std::shared_ptr<Job>& job, Answer answer);
  // Answers without a worker; `close` when bytes of the request may still come.
  void Refuse(HttpResponse response, bool close);
  void Write(Answer answer);
  void OnWritten(const error_code& error);
  void Drain();
  void Close();
  void FreeBody() {
    server_.bodies_bytes_ -= reserved_;
    reserved_ = 0;
  }

  State& server_;
  tcp::socket socket_;
  net::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  Phase phase_ = Phase::kIdle;
  std::uint64_t deadline_number_ = 0;
  bool timed_out_ = false;

  // Of the request at hand.
  std::optional<Parser> parser_;
  HttpRequest request_;
  std::uint64_t reserved_ = 0;
  std::size_t bytes_in_ = 0;
  bool keep_alive_ = false;
  std::shared_ptr<Job> job_;
  Clock::time_point asked_;
  std::string head_;
  std::string body_;
};

void HttpServer::State::Session::Enter(Phase phase, std::chrono::milliseconds most) {
  phase_ = phase;
  timed_out_ = false;
  timer_.expires_after(most);
  timer_.async_wait([self = shared_from_this(), number = ++deadline_number_](error_code error) {
    if (!error && number == self->deadline_number_) self->OnDeadline();
  });
}

void HttpServer::State::Session::OnDeadline() {
  error_code ignored;
  switch (phase_) {
    case Phase::kHead:
    case Phase::kBody:
      timed_out_ = true;
      socket_.cancel(ignored);
      return;
    case Phase::kAnswer: {
      job_->given_up = true;
      const bool begun = job_->begun;
      keep_alive_ = false;
      Refuse(begun ? ProblemResponse(504, "The answer took longer than it may; send less at once.")
                   : Busy("The server is busy; try again in a moment."),
             true);
      return;
    }
    case Phase::kIdle:
    case Phase::kWrite:
    case Phase::kDrain:
      Close();
      return;
  }
}

void HttpServer::State::Session::AwaitRequest() {
  if (server_.stopping_) return Close();
  if (buffer_.size() > 0) return ReadHead();
  Enter(Phase::kIdle, limits().idle);
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](error_code error, std::size_t bytes) {
                            if (error) return self->Close();
                            self->buffer_.commit(bytes);
                            self->ReadHead();
                          });
}

void HttpServer::State::Session::ReadHead() {
  Enter(Phase::kHead, limits().header);
  parser_.emplace();
  parser_->header_limit(limits().header_bytes);
  parser_->body_limit(limits().body_bytes);
  request_ = {};
  keep_alive_ = false;
  bytes_in_ = 0;
  asked_ = Clock::now();
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                            self->OnHead(error);
                          });
}

void HttpServer::State::Session::OnHead(const error_code& error) {
  if (timed_out_) {
    return Refuse(ProblemResponse(408, "The head of the request came too slowly."), true);
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      (error && error.category() != make_error_code(http::error::bad_method).category())) {
    return Close();
  }
  if (error) return Refuse(ProblemOf(error, limits()), true);
  if (auto refusal = TakeHead()) return Refuse(std::move(*refusal), !parser_->is_done());
  if (parser_->is_done()) return OnBody({});
  if (auto refusal = ReserveBody()) return Refuse(std::move(*refusal), true);
  InviteBody();
}

// Fills in the request but for its body; or says why it is not taken.
std::optional<HttpResponse> HttpServer::State::Session::TakeHead() {
  const auto& head = parser_->get();
  keep_alive_ = parser_->keep_alive();
  request_.method = std::string(head.method_string());
  for (const auto& field : head) {
    std::string& value = request_.headers[Lower(
        std::string_view(field.name_string().data(), field.name_string().size()))];
    if (!value.empty()) value += ", ";
    value.append(field.value().data(), field.value().size());
  }
  if (head.count(http::field::host) != 1) {
    return ProblemResponse(400, "A request needs one Host header.");
  }
  if (head.target().size() > limits().target_bytes) {
    return ProblemResponse(414, "The address is too long; send text in the body of a POST.");
  }
  auto target = ParseTarget({head.target().data(), head.target().size()});
  if (!target) {
    return ProblemResponse(400,
                           "This is not an address of this server: it must begin with a slash and "
                           "hold no \"..\", empty part, backslash or control character.");
  }
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  const std::string coding = Lower(request_.Header("transfer-encoding"));
  if (!coding.empty() && (coding != "chunked" || head.count(http::field::content_length) > 0)) {
    keep_alive_ = false;
    return ProblemResponse(400, "A body is sent with Content-Length or in chunks, not otherwise.");
  }
  const std::string content_coding = Lower(request_.Header("content-encoding"));
  if (!content_coding.empty() && content_coding != "identity") {
    return ProblemResponse(415, "Send the body as it is, without Content-Encoding.");
  }
  const std::string expected = Lower(request_.Header("expect"));
  if (!expected.empty() && expected != "100-continue") {
    return ProblemResponse(417, "Nothing but 100-continue can be expected of this server.");
  }
  return server_.gate_.Refusal(request_);
}

// So that many large bodies at once do not take all memory.
std::optional<HttpResponse> HttpServer::State::Session::ReserveBody() {
  const auto length = parser_->content_length();
  const std::uint64_t bytes = length ? *length : limits().body_bytes;
  if (server_.bodies_bytes_ + bytes > limits().all_bodies_bytes) {
    return Busy("Too many large requests at once; try again in a moment.");
  }
  reserved_ = bytes;
  server_.bodies_bytes_ += bytes;
  return std::nullopt;
}

// Tells a client that asked first to go on.
void HttpServer::State::Session::InviteBody() {
  if (request_.Header("expect").empty() || buffer_.size() > 0) return ReadBody();
  Enter(Phase::kBody, limits().body);
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  net::async_write(socket_, net::buffer(kContinue.data(), kContinue.size()),
                   [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                     if (error) return self->Close();
                     self->ReadBody();
                   });
}

void HttpServer::State::Session::ReadBody() {
  Enter(Phase::kBody, limits().body);
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                     self->OnBody(error);
                   });
}

void HttpServer::State::Session::OnBody(const error_code& error) {
  if (timed_out_) {
    return Refuse(ProblemResponse(408, "The body of the request came too slowly."), true);
  }
  if (error && error.category() != make_error_code(http::error::bad_method).category()) {
    return Close();
  }
  if (error == http::error::partial_message) return Close();
  if (error) return Refuse(ProblemOf(error, limits()), true);
  request_.body = std::move(parser_->get().body());
  bytes_in_ = request_.body.size();
  Work();
}

void HttpServer::State::Session::Work() {
  asked_ = Clock::now();
  job_ = std::make_shared<Job>();
  Enter(Phase::kAnswer, limits().answer);
  State& server = server_;
  server.metrics_.WorkBegun();
  // The session goes back to the reading thread with the answer, and ends there.
  const bool taken = server.pool_.TryPost([&server, self = shared_from_this(), job = job_,
                                           request = std::move(request_)]() mutable {
    Answer answer;
    if (!job->given_up) {
      job->begun = true;
      answer.pattern = server.router_.PatternOf(request.method, request.path);
      if (!answer.pattern.empty()) answer.method = request.method;
      HttpRequest head{.method = request.method,
                       .path = request.path,
                       .query = {},
                       .headers = {},
                       .body = {},
                       .parts = {}};
      try {
        answer.response = server.router_.Answer(std::move(request));
      } catch (...) {
        // What an exception says may hold text of a case.
        answer.response = ProblemResponse(
            500,
            "The server failed at this request; please report what was done, without "
            "case text.");
      }
      Gate::AddHeaders(head, answer.response);
    }
    server.metrics_.WorkEnded();
    net::post(server.io_,
              [self = std::move(self), job = std::move(job), answer = std::move(answer)]() mutable {
                self->OnAnswer(job, std::move(answer));
              });
  });
  if (taken) return;
  server.metrics_.WorkEnded();
  Refuse(Busy("The server is busy; try again in a moment."), false);
}

void HttpServer::State::Session::OnAnswer(const std::shared_ptr<Job>& job, Answer answer) {
  if (job != job_ || job->given_up) return;
  Write(std::move(answer));
}

void HttpServer::State::Session::Refuse(HttpResponse response, bool close) {
  if (close) keep_alive_ = false;
  Answer answer;
  if (!request_.path.empty()) {
    answer.pattern = server_.router_.PatternOf(request_.method, request_.path);
    if (!answer.pattern.empty()) answer.method = request_.method;
  }
  Gate::AddHeaders(request_, response);
  answer.response = std::move(response);
  Write(std::move(answer));
}

void HttpServer::State::Session::Write(Answer answer) {
  job_.reset();
  FreeBody();
  if (server_.stopping_) keep_alive_ = false;
  HttpResponse& response = answer.response;
  const std::chrono::duration<double> took = Clock::now() - asked_;
  server_.metrics_.Count({.method = answer.method,
                          .pattern = answer.pattern,
                          .status = response.status,
                          .took = took,
                          .bytes_in = bytes_in_,
                          .bytes_out = response.body.size()});
  server_.Log(answer, took);
  const bool bare = parser_->get().method() == http::verb::head || response.status == 204 ||
                    response.status == 304;
  head_ = HeadOf(response, keep_alive_);
  body_ = bare ? std::string() : std::move(response.body);
  Enter(Phase::kWrite, limits().write);
  net::async_write(socket_,
                   std::array<net::const_buffer, 2>{net::buffer(head_), net::buffer(body_)},
                   [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                     self->OnWritten(error);
                   });
}

void HttpServer::State::Session::OnWritten(const error_code& error) {
  body_ = {};
  if (error) return Close();
  if (keep_alive_) return AwaitRequest();
  // Closing at once, with bytes unread, would take the answer back from the client.
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  buffer_.clear();
  Enter(Phase::kDrain, kDrainTime);
  Drain();
}

void HttpServer::State::Session::Drain() {
  socket_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                            if (error) return self->Close();
                            self->Drain();
                          });
}

void HttpServer::State::Session::Close() {
  ++deadline_number_;
  timer_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

HttpServer::State::State(const Router& router, ServerOptions options, Metrics& metrics)
    : router_(router),
      options_(std::move(options)),
      gate_(options_.gate),
      metrics_(metrics),
      pool_(options_.threads, options_.limits.waiting) {
  try {
    const tcp::endpoint endpoint(net::ip::make_address(options_.address), options_.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(net::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code().value(), std::generic_category());
  }
  if (options_.end_on_signals) {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](error_code error, int /*signal*/) {
      if (!error) BeginStop();
    });
  }
  Accept();
}

void HttpServer::State::Accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (stopping_ || error == net::error::operation_aborted) return;
    if (error) {
      // Out of file descriptors, mostly: others must close first.
      accept_pause_.expires_after(kAcceptPause);
      accept_pause_.async_wait([this](error_code cancelled) {
        if (!cancelled) Accept();
      });
      return;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (sessions_.size() >= options_.limits.connections) {
      metrics_.ConnectionRefused();
      const HttpResponse busy = Busy("Too many connections; close some, or try again later.");
      const std::string bytes = HeadOf(busy, false) + busy.body;
      socket.non_blocking(true, ignored);
      socket.write_some(net::buffer(bytes), ignored);
    } else {
      std::make_shared<Session>(*this, std::move(socket))->Start();
    }
    Accept();
  });
}

void HttpServer::State::BeginStop() {
  if (stopping_) return;
  stopping_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
  signals_.clear(ignored);
  signals_.cancel(ignored);
  // Closing ends no session at once: its last handler does, later.
  for (Session* session : sessions_) session->CloseIfIdle();
}

void HttpServer::State::Log(const Answer& answer, std::chrono::duration<double> took) const {
  if (options_.log == nullptr) return;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  *options_.log << (answer.method.empty() ? "-" : answer.method) << ' '
                << (answer.pattern.empty() ? "-" : answer.pattern) << ' ' << answer.response.status
                << ' ' << milliseconds << " ms\n"
                << std::flush;
}

HttpServer::HttpServer(const Router& router, ServerOptions options, Metrics& metrics)
    : state_(std::make_unique<State>(router, std::move(options), metrics)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return state_->port(); }
void HttpServer::Run() { state_->Run(); }
void HttpServer::Stop() { state_->Stop(); }

}  // namespace imr
