// The text that a new guideline starts from.
#pragma once

#include <string>

#include "features/document/date.h"
#include "features/facts/vocabulary.h"

namespace imr {

// "new-family-kind" for a treatment code or family.
std::string SkeletonId(const std::string& treatment);

// What its first example states of a request, and the day on which its examples are judged.
// REQUIRES: vocabulary.IsTreatmentOrFamily(treatment).
FactSheet SkeletonFacts(const std::string& treatment, const Vocabulary& vocabulary);
Date SkeletonDay();

// A commented guideline file for the treatment: complete, without errors or warnings, with examples
// that hold, and with placeholders for what only the author knows. `beside_others`: guidelines of
// the book speak on SkeletonFacts on SkeletonDay, so that the new one must go along with them.
// REQUIRES: vocabulary.IsTreatmentOrFamily(treatment), IsKebabCase(id).
std::string GuidelineSkeleton(const std::string& treatment, const std::string& id,
                              bool beside_others, const Vocabulary& vocabulary);

}  // namespace imr
