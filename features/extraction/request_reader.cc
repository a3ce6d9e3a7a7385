#include "features/extraction/request_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "features/extraction/request_lexicons.h"
#include "features/extraction/summary_index.h"
#include "features/extraction/wording_reader.h"

namespace imr {
namespace {

// An amount of an item, and where its words stand.
struct LocatedAmount {
  double value = 0;
  std::vector<Evidence> evidence;
};

// One item while the case is being read.
struct Item {
  WordingReading wording;
  std::optional<CodeIndex> treatment;
  std::optional<PatternMatch> marker;
  std::optional<CompanionMatch> companion;
  std::optional<std::size_t> parent;
  Amounts amounts;  // of what is in dispute
  std::optional<LocatedAmount> visits, visits_original, visits_authorized, units;
  std::vector<CodeIndex> parts;
  std::vector<Evidence> part_evidence;
};

// Evidence of words found by patterns of the set whose numbers begin at `patterns`.
std::vector<Evidence> In(SectionKind section, const std::vector<PatternMatch>& words,
                         std::uint32_t patterns) {
  std::vector<Evidence> evidence;
  for (const PatternMatch& match : words) {
    evidence.push_back({.section = section,
                        .start = match.span.start,
                        .end = match.span.end,
                        .pattern = patterns + match.pattern});
  }
  return evidence;
}

std::vector<Evidence> InRequest(const std::optional<PatternMatch>& words, std::uint32_t patterns) {
  return words ? In(SectionKind::kRequest, {*words}, patterns) : std::vector<Evidence>{};
}

constexpr std::uint32_t kMentions = RequestLexicons::kMentionPatterns;
constexpr std::uint32_t kQuantities = RequestLexicons::kQuantityPatterns;
constexpr std::uint32_t kDependencies = RequestLexicons::kDependencyPatterns;

std::optional<LocatedAmount> Located(const std::optional<Amount>& amount,
                                     SectionKind section = SectionKind::kRequest) {
  if (!amount) return std::nullopt;
  return LocatedAmount{amount->value, In(section, amount->words, kQuantities)};
}

// What is left of an original amount, when both are known and something is.
std::optional<LocatedAmount> Remainder(const std::optional<LocatedAmount>& original,
                                       const std::optional<LocatedAmount>& authorized) {
  if (!original || !authorized || original->value <= authorized->value) return std::nullopt;
  LocatedAmount rest{original->value - authorized->value, original->evidence};
  rest.evidence.insert(rest.evidence.end(), authorized->evidence.begin(),
                       authorized->evidence.end());
  return rest;
}

// Reads one case. One object for one case; not shared.
class CaseReading {
 public:
  CaseReading(const RequestLexicons& lexicons, const Case& c, const NamedText& summary_names)
      : lexicons_(lexicons), case_(c), summary_names_(summary_names) {}

  std::vector<FactSheet> Read() {
    for (const RequestedItem& requested : case_.items) {
      Item item;
      item.wording = ReadWording(lexicons_, requested.request);
      item.treatment = item.wording.treatment;
      item.marker = lexicons_.dependencies.Marker(requested.request);
      item.companion = lexicons_.dependencies.Companion(requested.request);
      if (item.wording.part_decides) DecideByRegion(item);
      items_.push_back(std::move(item));
    }
    FindParents();
    ChangeTreatments();
    FindParents();
    for (std::size_t i = 0; i < items_.size(); ++i) ReadAmounts(i);
    FindParts();
    std::vector<FactSheet> sheets;
    for (std::size_t i = 0; i < items_.size(); ++i) sheets.push_back(Facts(i));
    return sheets;
  }

 private:
  const std::string& Wording(std::size_t i) const { return case_.items[i].request; }
  const TreatmentKind* KindOf(const Item& item) const {
    return item.treatment ? &lexicons_.treatments.kind(*item.treatment) : nullptr;
  }

  const SummaryIndex& Summary() {
    if (!summary_) summary_.emplace(lexicons_, case_.summary, summary_names_);
    return *summary_;
  }

  // Passages of the summary that ask for a treatment; looked up once for each treatment.
  const std::vector<RequestPassage>& Passages(CodeIndex treatment) {
    const auto it = passages_.find(treatment);
    if (it != passages_.end()) return it->second;
    return passages_.emplace(treatment, Summary().PassagesFor(treatment)).first->second;
  }

  void DecideByRegion(Item& item) {
    const auto code = item.wording.entry->Resolve(Summary().regions().parts);
    if (code) item.treatment = code;
  }

  void FindParents() {
    std::vector<ItemPlace> places;
    const bool may_depend = std::any_of(items_.begin(), items_.end(), [this](const Item& item) {
      return item.treatment && lexicons_.dependencies.IsParent(*item.treatment);
    });
    for (Item& item : items_) {
      ItemPlace place;
      place.treatment = item.treatment;
      place.parts = item.wording.parts.parts;
      place.about = place.parts.empty() ? item.wording.implied.parts : place.parts;
      place.marked = item.marker.has_value();
      if (item.companion) place.companion = item.companion->kind;
      if (may_depend && !place.marked && item.treatment &&
          lexicons_.dependencies.AsksSummary(*item.treatment)) {
        const auto& passages = Passages(*item.treatment);
        place.summary_marked = std::any_of(passages.begin(), passages.end(),
                                           [](const RequestPassage& p) { return p.marked; });
      }
      places.push_back(std::move(place));
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
      items_[i].parent = lexicons_.dependencies.ParentOf(i, places);
    }
  }

  bool Holds(const TreatmentChange& change, std::size_t i, bool preoperative) const {
    const Item& item = items_[i];
    if (change.if_accompanies && !item.parent) return false;
    if (change.if_preoperative && !preoperative) return false;
    if (change.if_visits &&
        !lexicons_.quantities.Read(Wording(i), item.wording.disputed, AmountsOf::kVisits).visits) {
      return false;
    }
    const auto beside = [&](CodeIndex code) {
      return std::any_of(items_.begin(), items_.end(), [&](const Item& other) {
        return &other != &item && other.treatment == code;
      });
    };
    if (!change.beside.empty() &&
        std::none_of(change.beside.begin(), change.beside.end(), beside)) {
      return false;
    }
    const auto named = [&](CodeIndex part) {
      const auto has = [part](const PartsNamed& parts) {
        return std::find(parts.parts.begin(), parts.parts.end(), part) != parts.parts.end();
      };
      return has(item.wording.parts) || has(item.wording.implied);
    };
    return change.body_parts.empty() ||
           std::any_of(change.body_parts.begin(), change.body_parts.end(), named);
  }

  void ChangeTreatments() {
    const bool preoperative =
        std::any_of(case_.items.begin(), case_.items.end(), [this](const RequestedItem& item) {
          return lexicons_.dependencies.SpeaksOfOperationToCome(item.request);
        });
    std::vector<std::optional<CodeIndex>> changed;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      changed.push_back(items_[i].treatment);
      for (const TreatmentChange& change : lexicons_.treatments.changes()) {
        if (items_[i].treatment == change.from && Holds(change, i, preoperative)) {
          changed.back() = change.to;
          break;
        }
      }
    }
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].treatment = changed[i];
  }

  static AmountsOf Counting(const TreatmentKind& kind) {
    switch (kind.counted_in) {
      case CountedIn::kVisits:
      case CountedIn::kDays:
        return AmountsOf::kVisits;
      case CountedIn::kUnits:
        return AmountsOf::kUnits;
      case CountedIn::kNothing:
        return AmountsOf::kNeither;
    }
    return AmountsOf::kNeither;
  }

  std::optional<LocatedAmount> VisitsOf(const Amounts& amounts, const TreatmentKind& kind) const {
    if (amounts.visits) return Located(amounts.visits);
    if (kind.counted_in == CountedIn::kDays) return Located(amounts.days);
    return std::nullopt;
  }

  void ReadAmounts(std::size_t i) {
    Item& item = items_[i];
    const TreatmentKind* kind = KindOf(item);
    if (kind == nullptr) return;
    const AmountsOf of = Counting(*kind);
    const auto read = [&](Span within) {
      return lexicons_.quantities.Read(Wording(i), within, of, item.wording.drug_names);
    };
    item.amounts = read(item.wording.disputed);
    const bool visits = of == AmountsOf::kVisits;
    if (visits) item.visits = VisitsOf(item.amounts, *kind);
    if (of == AmountsOf::kUnits) item.units = Located(item.amounts.units);
    if (item.wording.partial) {
      const PartialRequest& partial = *item.wording.partial;
      const Amounts original = read(partial.original);
      const Amounts authorized = read(partial.authorized);
      if (visits) {
        item.visits_original = VisitsOf(original, *kind);
        item.visits_authorized = VisitsOf(authorized, *kind);
        if (!item.visits || !partial.remaining) {
          item.visits = Remainder(item.visits_original, item.visits_authorized);
        }
      } else if (of == AmountsOf::kUnits && (!item.units || !partial.remaining)) {
        item.units = Remainder(Located(original.units), Located(authorized.units));
      }
      return;
    }
    if (!visits) return;
    if (!item.visits) AskSummaryForVisits(item, *kind);
    item.visits_original = item.visits;
    item.visits_authorized = Located(lexicons_.quantities.AuthorizedWithin(Wording(i)));
  }

  // The wording gives no number of visits; the summary's own request may.
  void AskSummaryForVisits(Item& item, const TreatmentKind& kind) {
    for (const RequestPassage& passage : Passages(*item.treatment)) {
      if (passage.cue != RequestCue::kStrong) continue;
      Amounts amounts =
          lexicons_.quantities.Read(case_.summary, passage.passage, AmountsOf::kVisits);
      if (!amounts.visits && kind.counted_in == CountedIn::kDays) amounts.visits = amounts.days;
      if (!amounts.visits) continue;
      item.visits = Located(amounts.visits, SectionKind::kSummary);
      return;
    }
  }

  void FindParts() {
    for (const bool children : {false, true}) {
      for (std::size_t i = 0; i < items_.size(); ++i) {
        if (items_[i].parent.has_value() == children) FindPartsOf(i);
      }
    }
  }

  bool Take(Item& item, const PartsNamed& named, SectionKind section) {
    if (named.empty()) return false;
    item.parts = named.parts;
    item.part_evidence = In(section, named.words, kMentions);
    return true;
  }

  // The order in which a body part is looked for; the first that tells one decides.
  void FindPartsOf(std::size_t i) {
    Item& item = items_[i];
    const TreatmentKind* kind = KindOf(item);
    if (kind != nullptr && kind->part_always) {
      item.parts = {*kind->part_always};
      return;
    }
    if (Take(item, item.wording.parts, SectionKind::kRequest)) return;
    if (Take(item, item.wording.implied, SectionKind::kRequest)) return;
    const bool accompanies = item.parent.has_value() || item.marker.has_value();
    if (kind != nullptr && kind->part_when_silent &&
        (*kind->part_when_silent != unspecified_ || !accompanies)) {
      item.parts = {*kind->part_when_silent};
      return;
    }
    if (item.parent && !items_[*item.parent].parts.empty()) {
      item.parts = items_[*item.parent].parts;
      item.part_evidence = items_[*item.parent].part_evidence;
      // Words of another item's wording are no evidence of this one.
      std::erase_if(item.part_evidence,
                    [](const Evidence& e) { return e.section == SectionKind::kRequest; });
      return;
    }
    if (item.treatment && AskSummaryForParts(item)) return;
    item.parts = {unspecified_};
  }

  bool AskSummaryForParts(Item& item) {
    const PartsNamed& regions = Summary().regions();
    if (!item.wording.vague.empty()) {
      PartsNamed meant;
      for (const CodeIndex part : regions.parts) {
        const auto& vague = item.wording.vague.parts;
        if (std::find(vague.begin(), vague.end(), part) != vague.end()) meant.parts.push_back(part);
      }
      meant.words = item.wording.vague.words;
      return Take(item, meant, SectionKind::kRequest);
    }
    for (const RequestPassage& passage : Passages(*item.treatment)) {
      if (Take(item, passage.parts, SectionKind::kSummary)) return true;
    }
    return regions.parts.size() == 1 && Take(item, regions, SectionKind::kSummary);
  }

  void Set(FactSheet& sheet, FactId id, const std::optional<LocatedAmount>& amount) const {
    if (amount)
      sheet.Set(id,
                Fact{.value = NumberRange::Exactly(amount->value), .evidence = amount->evidence});
  }

  FactSheet Facts(std::size_t i) const {
    const Item& item = items_[i];
    const Vocabulary& vocabulary = *lexicons_.vocabulary;
    const Vocabulary::Computed& id = vocabulary.computed();
    FactSheet sheet;
    if (item.treatment) {
      sheet.Set(id.treatment, Fact{.value = vocabulary.treatments()[*item.treatment],
                                   .evidence = InRequest(item.wording.treatment_words, kMentions)});
    }
    if (item.wording.agent) {
      sheet.Set(id.agent,
                Fact{.value = *item.wording.agent,
                     .evidence = In(SectionKind::kRequest, item.wording.agent_words, kMentions)});
    }
    std::vector<std::string> parts;
    for (const CodeIndex part : item.parts) parts.push_back(vocabulary.body_parts()[part]);
    sheet.Set(id.body_parts, Fact{.value = std::move(parts), .evidence = item.part_evidence});
    Set(sheet, id.sessions_requested, item.visits);
    Set(sheet, id.sessions_original, item.visits_original);
    Set(sheet, id.sessions_authorized, item.visits_authorized);
    Set(sheet, id.quantity, item.units);
    Set(sheet, id.refills, Located(item.amounts.refills));
    Set(sheet, id.frequency_per_week, Located(item.amounts.per_week));
    Set(sheet, id.duration_weeks, Located(item.amounts.weeks));
    const auto done = lexicons_.quantities.Retrospective(Wording(i));
    sheet.Set(id.retrospective,
              Fact{.value = done.has_value(), .evidence = InRequest(done, kQuantities)});
    if (item.parent) {
      std::optional<PatternMatch> proof = item.marker;
      if (!proof && item.companion) proof = item.companion->match;
      sheet.Set(id.depends_on,
                Fact{.value = NumberRange::Exactly(static_cast<double>(*item.parent)),
                     .evidence = InRequest(proof, kDependencies)});
    }
    SetUnderspecified(sheet, i);
    return sheet;
  }

  // Is something missing from the request that requests of its kind need?
  void SetUnderspecified(FactSheet& sheet, std::size_t i) const {
    const Item& item = items_[i];
    const TreatmentKind* kind = KindOf(item);
    if (kind == nullptr) return;
    const FactId id = lexicons_.vocabulary->computed().request_underspecified;
    if (const auto open = lexicons_.quantities.LeftOpen(Wording(i))) {
      sheet.Set(id, Fact{.value = true, .evidence = InRequest(open, kQuantities)});
      return;
    }
    if (!kind->needs_anything()) return;
    const bool part_told = !item.wording.parts.empty() || !item.wording.implied.empty() ||
                           !item.wording.vague.empty() || item.parent.has_value();
    const bool missing = (kind->needs_visits && !item.visits) ||
                         (kind->needs_quantity && !item.units) ||
                         (kind->needs_body_part && !part_told) ||
                         (kind->needs_duration && !item.visits && !item.amounts.weeks) ||
                         (kind->needs_acquisition && !lexicons_.quantities.Acquisition(Wording(i)));
    sheet.Set(id, FactValue(missing));
  }

  const RequestLexicons& lexicons_;
  const Case& case_;
  const NamedText& summary_names_;
  const CodeIndex unspecified_ = lexicons_.body_parts.none();
  std::vector<Item> items_;
  std::optional<SummaryIndex> summary_;
  std::map<CodeIndex, std::vector<RequestPassage>> passages_;
};

}  // namespace

class RequestReader::State {
 public:
  State(const std::filesystem::path& directory, std::shared_ptr<const Vocabulary> vocabulary,
        Diagnostics& diagnostics)
      : lexicons(directory, std::move(vocabulary), diagnostics) {}
  RequestLexicons lexicons;
};

RequestReader::RequestReader(std::unique_ptr<const State> state) : state_(std::move(state)) {}
RequestReader::~RequestReader() = default;

std::shared_ptr<const RequestReader> RequestReader::Load(
    const std::filesystem::path& lexicon_directory, std::shared_ptr<const Vocabulary> vocabulary,
    Diagnostics& diagnostics) {
  Diagnostics found;
  auto state = std::make_unique<State>(lexicon_directory, std::move(vocabulary), found);
  state->lexicons.mentions.Compile();
  for (const Diagnostic& diagnostic : found.all()) diagnostics.Add(diagnostic);
  if (found.has_errors()) return nullptr;
  return std::shared_ptr<const RequestReader>(new RequestReader(std::move(state)));
}

std::vector<FactSheet> RequestReader::Read(const Case& c) const {
  return Read(c, FindNames(c.summary));
}

std::vector<FactSheet> RequestReader::Read(const Case& c, const NamedText& summary) const {
  return CaseReading(state_->lexicons, c, summary).Read();
}

NamedText RequestReader::FindNames(std::string_view text) const {
  NamedText named;
  for (const Span& span : SplitSentences(text)) {
    NamedSentence& sentence = named.emplace_back();
    sentence.span = span;
    sentence.names = state_->lexicons.mentions.Scan(text, span, MentionSet::Reading::kFreeText);
    sentence.codes = CodesOf(state_->lexicons, text, sentence.names);
  }
  return named;
}

RequestReader::Mentions RequestReader::FindMentions(std::string_view text, Span sentence) const {
  NamedSentence named{
      .span = sentence,
      .names = state_->lexicons.mentions.Scan(text, sentence, MentionSet::Reading::kFreeText),
      .codes = {}};
  named.codes = CodesOf(state_->lexicons, text, named.names);
  return MentionsOf(named);
}

RequestReader::Mentions RequestReader::MentionsOf(const NamedSentence& sentence) const {
  const RequestLexicons& lexicons = state_->lexicons;
  Mentions out;
  for (std::size_t i = 0; i < sentence.names.size(); ++i) {
    const FoundWords& found = sentence.names[i];
    if (found.kind == MentionKind::kBodyPart) {
      for (const CodeIndex part : lexicons.body_parts.entry(found.entry).parts) {
        out.body_parts.push_back({found.span, part, {}});
      }
    } else if (sentence.codes[i] != kNoCode) {
      const bool drug = found.kind == MentionKind::kDrug;
      out.treatments.push_back(
          {found.span, sentence.codes[i],
           drug ? std::string_view(lexicons.drugs.drug(found.entry).agent) : std::string_view()});
    }
  }
  return out;
}

std::vector<NamedSide> RequestReader::FindSides(std::string_view text, Span sentence) const {
  return state_->lexicons.body_parts.SidesIn(text, sentence);
}

std::string RequestReader::JudgedAs(std::string_view agent, std::string_view treatment) const {
  const auto& codes = state_->lexicons.vocabulary->treatments();
  const auto code = std::find(codes.begin(), codes.end(), treatment);
  if (agent.empty() || code == codes.end()) return "";
  const auto judged = state_->lexicons.drugs.JudgedAs(
      agent, static_cast<CodeIndex>(std::distance(codes.begin(), code)));
  return judged ? codes[*judged] : "";
}

std::string RequestReader::PatternPlace(std::uint32_t number) const {
  if (number < RequestLexicons::kMentionPatterns || number == kNoPattern) return "";
  return state_->lexicons.PatternPlace(number);
}

const PatternSet& RequestReader::patterns() const { return state_->lexicons.mentions.patterns(); }

}  // namespace imr
