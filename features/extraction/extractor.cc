#include "features/extraction/extractor.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <utility>

#include "features/extraction/attachment.h"
#include "features/extraction/derivation.h"
#include "features/extraction/sentence_reader.h"
#include "features/extraction/verdict_filter.h"
#include "features/lexicon/fact_lexicon.h"

namespace imr {

namespace {

std::string ReasonOf(const RefusedWording& words) {
  switch (words.why) {
    case RefusedWording::Why::kOtherSection:
      return "does not count in this section";
    case RefusedWording::Why::kCancelled:
      return "cancelled by a cue (" + std::string(CueKindName(words.cue->cue->kind)) + ")";
    case RefusedWording::Why::kNeedsCue:
      return "lacks a cue that it needs";
    case RefusedWording::Why::kDenied:
      return "denied, which says nothing";
    case RefusedWording::Why::kNoNumber:
      return "holds no number that could be read";
  }
  return "";
}

}  // namespace

class Extractor::State {
 public:
  State(std::shared_ptr<const Vocabulary> vocabulary, std::shared_ptr<const FactLexicon> lexicon,
        std::shared_ptr<const RequestReader> requests,
        std::shared_ptr<const VerdictFilter> verdicts)
      : vocabulary_(std::move(vocabulary)),
        lexicon_(std::move(lexicon)),
        requests_(std::move(requests)),
        verdicts_(std::move(verdicts)),
        sentences_(*lexicon_, *requests_, *vocabulary_) {}

  CaseFacts Extract(const Case& c) const;
  std::vector<Refusal> Refusals(const Case& c, const CaseFacts& facts, std::size_t item,
                                FactId fact) const;
  const FactLexicon& lexicon() const { return *lexicon_; }
  const RequestReader& requests() const { return *requests_; }
  const VerdictFilter& verdicts() const { return *verdicts_; }

 private:
  using Candidates = std::map<FactId, std::vector<Candidate>>;

  std::vector<ItemProfile> ProfilesOf(const Case& c, const CaseFacts& facts) const;
  Side SideOf(const std::string& request) const;
  void MarkOtherSideAils(std::string_view text, const SectionReading& summary,
                         std::vector<ItemProfile>& profiles) const;

  void Gather(const Case& c, std::size_t item, const SectionReading& reading,
              const std::vector<ItemProfile>& profiles, Candidates& candidates) const;
  void AddRegionsOfParents(const std::vector<FactSheet>& items,
                           std::vector<ItemProfile>& profiles) const;
  void AddImpliedFacts(FactSheet& facts) const;
  void AddReviewFacts(const Case& c, std::size_t item, const ItemProfile& profile,
                      const SectionReading& review, FactSheet& facts) const;
  // Facts that are stated to be unknown go into `silenced`.
  void AddStated(const std::vector<StatedFact>& stated, int item, FactSheet& facts,
                 std::set<FactId>& silenced, std::vector<StatedFactProblem>& problems) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const FactLexicon> lexicon_;
  std::shared_ptr<const RequestReader> requests_;
  std::shared_ptr<const VerdictFilter> verdicts_;
  SentenceReader sentences_;
};

void Extractor::State::Gather(const Case& c, std::size_t item, const SectionReading& reading,
                              const std::vector<ItemProfile>& profiles,
                              Candidates& candidates) const {
  const std::string_view text = SectionText(c, item, reading.section);
  for (const Finding& finding : reading.findings) {
    const Concern concern =
        Concerns(*lexicon_, *vocabulary_, text, reading, finding, profiles[item], profiles);
    if (concern == Concern::kNone) continue;
    candidates[lexicon_->wordings()[finding.wording].fact].push_back({&reading, &finding, concern});
  }
}

// What is found of the region of an item concerns those that only accompany it.
void Extractor::State::AddRegionsOfParents(const std::vector<FactSheet>& items,
                                           std::vector<ItemProfile>& profiles) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Fact* fact = items[i].Find(vocabulary_->computed().depends_on);
    const NumberRange* index = fact == nullptr ? nullptr : std::get_if<NumberRange>(&fact->value);
    if (index == nullptr || index->low < 0 || index->low >= static_cast<double>(items.size())) {
      continue;
    }
    const auto parent = static_cast<std::size_t>(index->low);
    if (parent == i || profiles[i].body_parts.empty()) continue;
    const std::vector<std::string> parts = profiles[parent].body_parts;
    profiles[i].body_parts.insert(profiles[i].body_parts.end(), parts.begin(), parts.end());
  }
}

// The chapter that utilization review cited is for another body region: it names regions, the item
// names regions, and none of them have to do with each other.
void Extractor::State::AddReviewFacts(const Case& c, std::size_t item, const ItemProfile& profile,
                                      const SectionReading& review, FactSheet& facts) const {
  if (profile.body_parts.empty() || c.items[item].utilization_review.empty()) return;
  const FactId id = vocabulary_->computed().review_cited_elsewhere;
  std::vector<Evidence> evidence;
  for (const Sentence& sentence : review.sentences) {
    for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
      const std::string& cited = vocabulary_->body_parts()[mention.code];
      const bool related = std::any_of(
          profile.body_parts.begin(), profile.body_parts.end(), [&](const std::string& own) {
            return lexicon_->Related(own, cited) || lexicon_->Related(cited, own);
          });
      if (related) return;
      evidence.push_back({.section = SectionKind::kUtilizationReview,
                          .start = mention.span.start,
                          .end = mention.span.end,
                          .pattern = kNoPattern});
    }
  }
  if (evidence.empty() || facts.Find(id) != nullptr) return;
  facts.Set(id, Fact{.value = true, .evidence = std::move(evidence), .contrary = {}});
}

// Who had visits of a treatment, or has taken a drug for months, had it before.
void Extractor::State::AddImpliedFacts(FactSheet& facts) const {
  const Vocabulary::Computed& ids = vocabulary_->computed();
  if (facts.Find(ids.prior_same_treatment) != nullptr) return;
  for (const FactId id : {ids.prior_sessions, ids.months_of_use}) {
    const auto number = facts.Number(id);
    if (!number || number->low <= 0) continue;
    facts.Set(ids.prior_same_treatment, Fact{.value = true, .evidence = facts.Find(id)->evidence});
    return;
  }
}

void Extractor::State::AddStated(const std::vector<StatedFact>& stated, int item, FactSheet& facts,
                                 std::set<FactId>& silenced,
                                 std::vector<StatedFactProblem>& problems) const {
  for (const StatedFact& given : stated) {
    const auto id = vocabulary_->Find(given.name);
    if (!id) {
      problems.push_back({item, given.line,
                          "there is no such fact" + Suggestion(given.name, vocabulary_->names())});
      continue;
    }
    if (std::holds_alternative<std::monostate>(given.value.value)) {
      facts.Erase(*id);
      silenced.insert(*id);
      continue;
    }
    std::string problem;
    const auto value = ConvertValue(vocabulary_->Definition(*id), given.value, problem);
    if (!value) {
      // `problem` may quote the given value, which is case text: only its place is told.
      problems.push_back({item, given.line,
                          "the value of '" + given.name + "' is not one that this fact can take"});
      continue;
    }
    facts.Set(*id, Fact{.value = *value, .evidence = {}, .contrary = {}, .stated = true});
    silenced.erase(*id);
  }
}

// The side that a wording names; none when it names both.
Side Extractor::State::SideOf(const std::string& request) const {
  std::uint8_t sides = kNoSide;
  const Span all{0, static_cast<std::uint32_t>(request.size())};
  for (const NamedSide& named : requests_->FindSides(request, all)) sides |= named.side;
  return sides == kBothSides ? kNoSide : static_cast<Side>(sides);
}

std::vector<ItemProfile> Extractor::State::ProfilesOf(const Case& c, const CaseFacts& facts) const {
  std::vector<ItemProfile> profiles;
  profiles.reserve(facts.items.size());
  for (std::size_t i = 0; i < facts.items.size(); ++i) {
    profiles.push_back(ProfileOf(*vocabulary_, facts.items[i]));
    const std::string& request = c.items[i].request;
    profiles.back().side = SideOf(request);
    profiles.back().judged_as =
        requests_->JudgedAs(profiles.back().agent, profiles.back().treatment);
    const auto days = DaysIn(request, {0, static_cast<std::uint32_t>(request.size())});
    if (days) profiles.back().service_day = days->earliest;
  }
  AddRegionsOfParents(facts.items, profiles);
  return profiles;
}

// Where items ask for the same on both sides, what the summary tells of one side alone is not of
// the other.
void Extractor::State::MarkOtherSideAils(std::string_view text, const SectionReading& summary,
                                         std::vector<ItemProfile>& profiles) const {
  std::uint8_t asked = kNoSide;
  for (const ItemProfile& item : profiles) asked |= item.side;
  if (asked != kBothSides) return;
  std::vector<std::vector<NamedSide>> sides;
  sides.reserve(summary.sentences.size());
  for (const Sentence& sentence : summary.sentences) {
    sides.push_back(sentence.mentions.body_parts.empty()
                        ? std::vector<NamedSide>{}
                        : requests_->FindSides(text, sentence.span));
  }
  for (ItemProfile& item : profiles) {
    if (item.side == kNoSide) continue;
    const Side told = SidesTold(*lexicon_, *vocabulary_, text, summary, sides, item);
    item.other_side_ails = told != kNoSide && (told & item.side) == 0;
  }
}

CaseFacts Extractor::State::Extract(const Case& c) const {
  CaseFacts out;
  const NamedText summary_names = requests_->FindNames(c.summary);
  out.items = requests_->Read(c, summary_names);
  std::vector<StatedFactProblem> told_already;
  std::vector<std::set<FactId>> silenced(c.items.size());
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    AddStated(c.facts, -1, out.items[i], silenced[i], i == 0 ? out.problems : told_already);
    AddStated(c.items[i].facts, static_cast<int>(i), out.items[i], silenced[i], out.problems);
  }
  std::vector<ItemProfile> profiles = ProfilesOf(c, out);
  const auto& review_day = c.dates.utilization_review;
  const SectionReading summary =
      sentences_.Read(c.summary, summary_names, SectionKind::kSummary, review_day);
  MarkOtherSideAils(c.summary, summary, profiles);
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    const SectionReading request =
        sentences_.Read(c.items[i].request, SectionKind::kRequest, review_day);
    const SectionReading review =
        sentences_.Read(c.items[i].utilization_review, SectionKind::kUtilizationReview, review_day);
    const SectionReading rationale =
        sentences_.Read(c.items[i].rationale, SectionKind::kRationale, review_day);
    Candidates candidates;
    for (const SectionReading* reading : {&summary, &request, &review, &rationale}) {
      Gather(c, i, *reading, profiles, candidates);
    }
    FactSheet& facts = out.items[i];
    SettledFacts settled;
    for (const auto& [id, list] : candidates) {
      if (lexicon_->IsNotion(id)) {
        settled.notions.Set(id, Settle(lexicon_->rule(id), list));
        continue;
      }
      if (silenced[i].contains(id)) continue;
      const Fact* known = facts.Find(id);
      if (known != nullptr &&
          (known->stated || vocabulary_->Definition(id).group == FactGroup::kRequest)) {
        continue;
      }
      facts.Set(id, Settle(lexicon_->rule(id), list));
      const bool weak = std::all_of(list.begin(), list.end(),
                                    [](const Candidate& one) { return one.finding->weak; });
      if (weak) settled.weakly_said.insert(id);
    }
    AddImpliedFacts(facts);
    AddReviewFacts(c, i, profiles[i], review, facts);
    AddDerivedFacts(*lexicon_, profiles[i], settled, facts);
    for (const FactId id : silenced[i]) facts.Erase(id);
  }
  return out;
}

std::vector<Refusal> Extractor::State::Refusals(const Case& c, const CaseFacts& facts,
                                                std::size_t item, FactId fact) const {
  std::vector<ItemProfile> profiles = ProfilesOf(c, facts);
  std::vector<Refusal> out;
  for (const SectionKind section : {SectionKind::kSummary, SectionKind::kRequest,
                                    SectionKind::kUtilizationReview, SectionKind::kRationale}) {
    const std::string_view text = SectionText(c, item, section);
    std::vector<RefusedWording> refused;
    const SectionReading reading =
        sentences_.Read(text, section, c.dates.utilization_review, &refused);
    if (section == SectionKind::kSummary) MarkOtherSideAils(text, reading, profiles);
    auto concerns = [&](const Finding& finding) {
      return Concerns(*lexicon_, *vocabulary_, text, reading, finding, profiles[item], profiles) !=
             Concern::kNone;
    };
    for (const RefusedWording& words : refused) {
      const Wording& wording = lexicon_->wordings()[words.wording];
      if (wording.fact != fact) continue;
      const Finding finding{.wording = words.wording,
                            .sentence = words.sentence,
                            .value = wording.says,
                            .at = words.at,
                            .evidence = {.section = section,
                                         .start = words.at.start,
                                         .end = words.at.end,
                                         .pattern = wording.pattern.value_or(kNoPattern)},
                            .mention = words.mention,
                            .weak = false};
      if (!concerns(finding)) continue;
      out.push_back({finding.evidence, ReasonOf(words),
                     words.cue ? std::optional(words.cue->span) : std::nullopt});
    }
    for (const Finding& finding : reading.findings) {
      if (lexicon_->wordings()[finding.wording].fact != fact || finding.mention ||
          concerns(finding)) {
        continue;
      }
      out.push_back({finding.evidence, "does not concern this item", std::nullopt});
    }
  }
  return out;
}

Extractor::Extractor(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Extractor::~Extractor() = default;

std::shared_ptr<const Extractor> Extractor::Load(const std::filesystem::path& rules_directory,
                                                 std::shared_ptr<const Vocabulary> vocabulary,
                                                 Diagnostics& diagnostics) {
  const auto directory = rules_directory / "lexicon";
  // The two know nothing of each other; reading them side by side makes the start quicker.
  Diagnostics of_lexicon;
  Diagnostics of_requests;
  auto loading_lexicon = std::async(
      std::launch::async, [&] { return FactLexicon::Load(directory, *vocabulary, of_lexicon); });
  auto requests = RequestReader::Load(directory, vocabulary, of_requests);
  auto lexicon = loading_lexicon.get();
  for (const Diagnostics* found : {&of_lexicon, &of_requests}) {
    for (const Diagnostic& diagnostic : found->all()) diagnostics.Add(diagnostic);
  }
  auto verdicts = VerdictFilter::Load(directory, diagnostics);
  if (!lexicon || !requests || !verdicts) return nullptr;
  return std::shared_ptr<const Extractor>(new Extractor(std::make_unique<const State>(
      std::move(vocabulary), std::move(lexicon), std::move(requests), std::move(verdicts))));
}

CaseFacts Extractor::Extract(const Case& c) const { return state_->Extract(c); }

std::vector<Refusal> Extractor::Refusals(const Case& c, const CaseFacts& facts, std::size_t item,
                                         FactId fact) const {
  return state_->Refusals(c, facts, item, fact);
}

void Extractor::CheckWordings(Diagnostics& diagnostics) const {
  state_->lexicon().FindTooLargePatterns(diagnostics);
  state_->lexicon().FindShadowedPatterns(diagnostics);
}

std::vector<const PatternSet*> Extractor::patterns() const {
  return {&state_->lexicon().patterns(), &state_->requests().patterns()};
}

Case Extractor::WithFindings(const Case& c, const Determination& decided) const {
  Case record = c;
  record.view = View::kRecord;
  const std::size_t n = std::min(record.items.size(), decided.rulings.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (decided.rulings[i]) {
      record.items[i].rationale = state_->verdicts().Findings(decided.rulings[i]->rationale);
    }
  }
  return record;
}

std::string Extractor::PatternPlace(std::uint32_t pattern) const {
  const std::string place = state_->lexicon().EvidencePlace(pattern);
  return place.empty() ? state_->requests().PatternPlace(pattern) : place;
}

}  // namespace imr
