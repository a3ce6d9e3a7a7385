// The predictors that answer once changed rules were saved, in place of those loaded at start.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "engine/prediction/predictor.h"

namespace imr {

// Thread safe. Whoever holds a predictor keeps it for as long as the answer takes.
class PredictorsInUse {
 public:
  // Null until some were put in.
  std::shared_ptr<const Predictor> Of(View view) const {
    const std::scoped_lock lock(mutex_);
    return view == View::kPrescreen ? prescreen_ : record_;
  }

  // Both at once: no answer mixes rules.
  void Replace(std::shared_ptr<const Predictor> prescreen,
               std::shared_ptr<const Predictor> record) {
    const std::scoped_lock lock(mutex_);
    prescreen_ = std::move(prescreen);
    record_ = std::move(record);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Predictor> prescreen_, record_;
};

}  // namespace imr
