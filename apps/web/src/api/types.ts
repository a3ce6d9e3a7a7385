// What the server sends and takes under /api/v1. Names are those of the JSON.

export type View = 'prescreen' | 'record';
export type Outcome = 'upheld' | 'overturned';
export type FactValue = string | number | string[];

// Byte offsets into the UTF-8 text of a section.
export interface Evidence {
  section: string;
  start: number;
  end: number;
  text: string;
}

export interface Fact {
  value: FactValue;
  at_least?: boolean;
  stated?: boolean;
  evidence: Evidence[];
  contrary?: Evidence[];
}

export type Facts = Record<string, Fact>;

export interface Citation {
  source: string;
  section: string;
  pages?: string | null;
  effective: [string | null, string | null];
}

export type CriterionStatus = 'met' | 'unmet' | 'undocumented';

export interface Criterion {
  id: string;
  status: CriterionStatus;
  strength: 'required' | 'supporting';
  contribution: number;
  text: string;
  citation: Citation;
  evidence: Evidence[];
}

export interface Contribution {
  feature: string;
  value: number;
  log_odds: number;
}

export type Change = Record<string, FactValue>;

export interface Counterfactual {
  change: Change;
  probability_overturned: number;
}

export interface WhatIfAnswer {
  change: Change;
  prediction: Outcome;
  probability_overturned: number;
}

export interface Precedent {
  case: string;
  index: number;
  treatment: string;
  outcome: Outcome;
  nearness: number;
  agreeing_facts: number;
  differences: Record<string, { there: string; here: string }>;
}

export interface RiskBand {
  from: number;
  items: number;
  observed_overturned: number;
}

export interface Ruling {
  outcome: string;
  text: string;
}

export interface Item {
  index: number;
  request: string;
  treatment: string | null;
  facts: Facts;
  prediction: Outcome;
  probability_overturned: number;
  interval: [number, number];
  base_rate_overturned: number;
  risk: string | null;
  risk_band?: RiskBand;
  abstained: boolean;
  abstained_because?: string;
  decided_by: string[];
  criteria: Criterion[];
  contributions: Contribution[];
  missing: string[];
  counterfactuals: Counterfactual[];
  what_if?: WhatIfAnswer;
  precedents: Precedent[];
  ruling: Ruling | null;
  corrected?: string[];
}

export interface CaseDates {
  injury: string | null;
  utilization_review: string | null;
  utilization_review_assumed?: boolean;
  decision: string | null;
}

export interface Provenance {
  version: string;
  rules: string;
  model: string | null;
  input: string;
}

export interface PredictedCase {
  case: string;
  source: string;
  view: View;
  dates: CaseDates;
  items: Item[];
  warnings?: string[];
  provenance: Provenance;
  history_id?: string | number;
}

export interface UnreadableCase {
  source: string;
  error: string;
  line?: number;
}

export interface FactsItem {
  index: number;
  request: string;
  treatment: string | null;
  facts: Facts;
  sections: Record<string, string>;
  ruling: Ruling | null;
}

export interface FactsCase {
  case: string;
  source: string;
  view: View;
  dates: CaseDates;
  sections: Record<string, string>;
  items: FactsItem[];
  warnings?: string[];
  provenance: Provenance;
}

export type ReviewDocument = { text: string } | { base64: string };

// A case of a corpus that the server has.
export interface CorpusCase {
  corpus: string;
  case: string;
}

// A value of null takes the fact away: as if the record were silent.
export interface Correction {
  item: number;
  fact: string;
  value: FactValue | null;
}

export interface WhatIf {
  item: number | null;
  fact: string;
  value: FactValue;
}

export interface ReviewRequest {
  document: ReviewDocument;
  name: string;
  view: View;
  as_of: string | null;
  corrections: Correction[];
  what_if: WhatIf[];
  record: boolean;
}

export interface ReviewAnswer {
  case: PredictedCase;
  facts_case: FactsCase;
  questions: string[];
  history_id?: string | number;
}

export interface VocabularyFact {
  name: string;
  type: string;
  meaning: string;
  values: string[] | null;
  question?: string | null;
}

export interface Vocabulary {
  facts: VocabularyFact[];
}

export interface Health {
  status: string;
  version: string;
  rules: string;
  models: { prescreen: string | null; record: string | null };
  uptime_seconds: number;
}

export interface CorpusName {
  name: string;
  cases?: number | null;
}

export interface About {
  version: string;
  build: string;
  rules: string;
  models: { prescreen: string | null; record: string | null };
  rules_directory_writable: boolean;
  stores_text: boolean;
  history: 'memory' | 'file';
  corpora: CorpusName[];
  limits: Record<string, number>;
  disclaimer: string;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
}

export interface Job<Result = unknown> {
  id: string;
  kind: string;
  status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: { done: number; total: number | null };
  result: Result | null;
  problem: Problem | null;
}

export type Decision = 'approved' | 'modified' | 'denied';
export type ImrOutcome = 'upheld' | 'overturned' | 'partially_overturned';
