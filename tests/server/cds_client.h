// A client of CDS Hooks 2.0 for tests: requests as the specification has them, and what it demands
// of answers, checked on any answer.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/text/base64.h"

namespace imr::test {

using CdsJson = nlohmann::ordered_json;

inline CdsJson Order(const std::string& type, const std::string& id, const std::string& text) {
  CdsJson order = {{"resourceType", type}, {"id", id}, {"status", "draft"}, {"intent", "order"}};
  const CdsJson wording = {{"text", text}};
  if (type == "ServiceRequest") order["code"] = wording;
  if (type == "MedicationRequest") order["medicationCodeableConcept"] = wording;
  if (type == "DeviceRequest") order["codeCodeableConcept"] = wording;
  order["subject"] = {{"reference", "Patient/p1"}};
  return order;
}

inline CdsJson BundleOf(const std::vector<CdsJson>& resources, const std::string& type) {
  CdsJson entries = CdsJson::array();
  for (const CdsJson& resource : resources) entries.push_back({{"resource", resource}});
  return {{"resourceType", "Bundle"}, {"type", type}, {"entry", entries}};
}

inline CdsJson NoteOf(const std::string& text) {
  return {{"resourceType", "DocumentReference"},
          {"status", "current"},
          {"type", {{"text", "Progress note"}}},
          {"date", "2016-02-20T10:00:00Z"},
          {"content",
           {{{"attachment", {{"contentType", "text/plain"}, {"data", EncodeBase64(text)}}}}}}};
}

// As a client sends it that prefetched everything and found nothing.
inline CdsJson HookRequest(const std::string& hook, const std::vector<CdsJson>& orders) {
  CdsJson request = {
      {"hookInstance", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"},
      {"hook", hook},
      {"fhirServer", "https://fhir.example.org"},
      {"fhirAuthorization",
       {{"access_token", "opaque"},
        {"token_type", "Bearer"},
        {"expires_in", 300},
        {"scope", "patient/*.read"},
        {"subject", "cds-service"}}},
      {"context",
       {{"userId", "Practitioner/1"},
        {"patientId", "p1"},
        {"encounterId", "e1"},
        {"draftOrders", BundleOf(orders, "collection")}}},
      {"prefetch", {{"conditions", nullptr}, {"documents", nullptr}, {"reports", nullptr}}}};
  if (hook == "order-select") {
    CdsJson selections = CdsJson::array();
    for (const CdsJson& order : orders) {
      selections.push_back(order["resourceType"].get<std::string>() + "/" +
                           order["id"].get<std::string>());
    }
    request["context"]["selections"] = selections;
  }
  return request;
}

// "JSON elements SHALL NOT be null / empty, unless otherwise specified."
inline void ExpectNothingEmpty(const CdsJson& json, const std::string& at) {
  EXPECT_FALSE(json.is_null()) << at;
  EXPECT_FALSE(json.is_string() && json == "") << at;
  EXPECT_FALSE(json.is_structured() && json.empty() && at != ".cards") << at;
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) ExpectNothingEmpty(value, at + "." + name);
  } else if (json.is_array()) {
    for (const CdsJson& value : json) ExpectNothingEmpty(value, at + "[]");
  }
}

inline void ExpectCoding(const CdsJson& coding, bool display) {
  EXPECT_TRUE(coding["code"].is_string());
  EXPECT_TRUE(coding["system"].is_string());
  EXPECT_TRUE(!display || coding["display"].is_string());
}

inline std::size_t Utf16Length(const std::string& utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

inline void ExpectLink(const CdsJson& link) {
  EXPECT_TRUE(link["label"].is_string());
  EXPECT_TRUE(link["type"] == "absolute" || link["type"] == "smart");
  EXPECT_TRUE(std::regex_search(link["url"].get<std::string>(), std::regex("^https?://[^ ]+$")));
  EXPECT_FALSE(link["type"] == "absolute" && link.contains("appContext"));
}

// What section "CDS Service Response" demands of every card.
inline void ExpectCard(const CdsJson& card) {
  ASSERT_TRUE(card["summary"].is_string());
  EXPECT_LT(Utf16Length(card["summary"].get<std::string>()), 140u);
  EXPECT_EQ(card["summary"].get<std::string>().find('\n'), std::string::npos);
  EXPECT_TRUE(card["indicator"] == "info" || card["indicator"] == "warning" ||
              card["indicator"] == "critical");
  ASSERT_TRUE(card["source"].is_object());
  EXPECT_TRUE(card["source"]["label"].is_string());
  if (card["source"].contains("topic")) ExpectCoding(card["source"]["topic"], false);
  EXPECT_TRUE(!card.contains("detail") || card["detail"].is_string());
  if (card.contains("uuid")) {
    EXPECT_TRUE(std::regex_match(
        card["uuid"].get<std::string>(),
        std::regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")));
  }
  EXPECT_EQ(card.contains("suggestions"), card.contains("selectionBehavior"));
  if (card.contains("overrideReasons")) {
    for (const CdsJson& reason : card["overrideReasons"]) ExpectCoding(reason, true);
  }
  if (card.contains("links")) {
    for (const CdsJson& link : card["links"]) ExpectLink(link);
  }
  static const std::vector<std::string> kKnown = {
      "uuid",        "summary",           "detail",          "indicator", "source",
      "suggestions", "selectionBehavior", "overrideReasons", "links",     "extension"};
  for (const auto& [name, value] : card.items()) {
    EXPECT_NE(std::find(kKnown.begin(), kKnown.end(), name), kKnown.end())
        << name << " is no attribute of a card";
  }
}

inline void ExpectCards(const CdsJson& answer) {
  ASSERT_TRUE(answer.is_object());
  ASSERT_TRUE(answer.contains("cards") && answer["cards"].is_array());
  ExpectNothingEmpty(answer, "");
  for (const CdsJson& card : answer["cards"]) ExpectCard(card);
}

}  // namespace imr::test
