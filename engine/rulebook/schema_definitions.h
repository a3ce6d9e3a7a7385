// The parts of the JSON Schemas of rule files (rules/schema/*.schema.json) that follow from the
// vocabulary: which facts, treatments and body parts there are, what each fact means and how it may
// be tested. Everything else about the files stands in the schemas themselves.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "features/facts/vocabulary.h"

namespace imr {

// `schema` with the definitions below its "$defs" that are generated here renewed, those it refers
// to added and those it does not refer to removed.
nlohmann::ordered_json WithGeneratedDefinitions(nlohmann::ordered_json schema,
                                                const Vocabulary& vocabulary);

// As the files are written: two spaces a level, one line end at the end.
std::string SchemaText(const nlohmann::ordered_json& schema);

}  // namespace imr
