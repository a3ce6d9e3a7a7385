// What CDS Hooks clients were shown, and what their users did with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace imr {

// A card that was sent. Holds nothing of the case but what was predicted.
struct ShownCard {
  std::string uuid;
  std::string service;    // id
  std::string time;       // UTC; given by the history
  std::string treatment;  // empty: not known
  double probability = 0;
  bool overturned = false;
  std::string rules, model;  // hexadecimal SHA-256; no model: empty
};

// What a client says of a card.
struct CardFeedback {
  std::string card;  // its uuid
  std::string service;
  std::string received;  // UTC; given by the history
  bool accepted = false;
  std::string outcome_time;  // as the client sent it
  std::vector<std::string> accepted_suggestions;
  std::optional<std::string> override_reason;   // a code that the card offered
  std::optional<std::string> override_comment;  // of the user: dropped unless text is stored
};

}  // namespace imr
