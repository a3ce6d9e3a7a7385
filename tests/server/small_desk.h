// A desk over a small rule book of its own and a small corpus, with the routes of its workroom.
#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "apps/server/workroom.h"
#include "tests/support/paths.h"

namespace imr::test {

// A guideline for massage that asks for one thing.
inline std::string MassageRule(const std::string& require) {
  return "guideline: mtus-a\ntitle: Massage\nsource: MTUS\nsection: S\n"
         "in_force: {from: null, to: null}\nconfidence: high\ntreatments: [therapy.massage]\n"
         "criteria:\n  - {id: need, text: Spasm or gains, require: " +
         require + ", strength: required, weight: 3, cite: {section: S}, ask: A}\n";
}

inline std::string MassageCase(const std::string& id, const std::string& facts,
                               const std::string& outcome) {
  return "case: " + id +
         "\ndates: {decision: 2014-03-05}\nrecords: []\nrequests:\n  - text: Massage in words of "
         "its own\n    facts: {treatment: therapy.massage, " +
         facts + "}\nrulings: [{outcome: " + outcome + "}]\n";
}

class SmallDesk : public testing::Test {
 protected:
  void SetUp() override {
    namespace fs = std::filesystem;
    fs::copy(ProjectFile("rules"), Rules(), fs::copy_options::recursive);
    fs::remove_all(Rules() / "guidelines");
    directory_.Write("rules/guidelines/mtus-a.yaml", MassageRule("{muscle_spasm: yes}"));
    for (int i = 0; i < 6; ++i) {
      const std::string n = std::to_string(i);
      const bool spasm = i % 2 == 0;
      directory_.Write("cases/" + n + ".yaml",
                       MassageCase("case-" + n,
                                   spasm ? "muscle_spasm: yes, functional_improvement: no"
                                         : "muscle_spasm: no, functional_improvement: yes",
                                   i % 3 == 0 ? "overturned" : "upheld"));
    }
    Diagnostics diagnostics;
    desk_.prescreen = desk_.record = Predictor::Load(Rules(), diagnostics);
    ASSERT_TRUE(desk_.prescreen);
    desk_.options.rules = Rules();
    desk_.options.jobs = 2;
    desk_.corpora = {{.name = "cases", .path = directory_.path() / "cases"}};
    desk_.rules_may_be_saved = true;
    workroom_ = std::make_unique<Workroom>(desk_);
    workroom_->AddRoutes(router_);
  }

  std::filesystem::path Rules() const { return directory_.path() / "rules"; }

  HttpResponse Ask(const std::string& method, const std::string& path, const std::string& body = "",
                   std::map<std::string, std::string> headers = {},
                   std::map<std::string, std::string> query = {}) const {
    if (!body.empty()) headers.emplace("content-type", "application/json");
    return router_.Answer({.method = method,
                           .path = path,
                           .query = std::move(query),
                           .headers = std::move(headers),
                           .body = body,
                           .parts = {}});
  }

  nlohmann::json Json(const HttpResponse& response) const {
    auto json = nlohmann::json::parse(response.body, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << response.status << ' ' << response.body.substr(0, 300);
    return json;
  }

  // What came of a job that was asked for.
  nlohmann::json Done(const HttpResponse& accepted) {
    EXPECT_EQ(accepted.status, 202) << accepted.body;
    const std::string id = Json(accepted).value("id", "");
    workroom_->jobs().Wait(id);
    return Json(Ask("GET", "/api/v1/jobs/" + id));
  }

  // A body with a draft of the guideline.
  static std::string Draft(const std::string& text, nlohmann::json more = {}) {
    nlohmann::json body = {{"files", {{"guidelines/mtus-a.yaml", text}}}};
    body.update(more.is_null() ? nlohmann::json::object() : more);
    return body.dump();
  }

  TemporaryDirectory directory_;
  Desk desk_;
  std::unique_ptr<Workroom> workroom_;
  Router router_;
};

}  // namespace imr::test
