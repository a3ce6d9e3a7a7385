-- A history as version 3 wrote it: a database is made of this by a test and opened by this program.
PRAGMA application_id = 1229804136;
PRAGMA user_version = 3;
CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  time TEXT NOT NULL,
  view TEXT NOT NULL CHECK (view IN ('prescreen', 'record')),
  case_id TEXT NOT NULL,
  review_date TEXT,
  input TEXT NOT NULL,
  rules TEXT NOT NULL,
  model TEXT,
  version TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_time ON reviews (time);
CREATE TABLE items (
  review INTEGER NOT NULL REFERENCES reviews (seq) ON DELETE CASCADE,
  item INTEGER NOT NULL CHECK (item >= 0),
  treatment TEXT,
  request TEXT,
  probability REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  base_rate REAL NOT NULL,
  prediction TEXT NOT NULL CHECK (prediction IN ('upheld', 'overturned')),
  risk TEXT,
  abstained INTEGER NOT NULL CHECK (abstained IN (0, 1)),
  decided_by TEXT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (review, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE corrections (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  position INTEGER NOT NULL,
  fact TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (review, item, position),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approved', 'modified', 'denied')),
  time TEXT NOT NULL,
  PRIMARY KEY (review, item),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE outcomes (
  review INTEGER NOT NULL,
  item INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'overturned', 'partially_overturned')),
  time TEXT NOT NULL,
  PRIMARY KEY (review, item),
  FOREIGN KEY (review, item) REFERENCES items (review, item) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE texts (
  review INTEGER PRIMARY KEY REFERENCES reviews (seq) ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE cards (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  time TEXT NOT NULL,
  treatment TEXT,
  probability REAL NOT NULL,
  prediction TEXT NOT NULL CHECK (prediction IN ('upheld', 'overturned')),
  rules TEXT NOT NULL,
  model TEXT
) STRICT;
CREATE INDEX cards_by_time ON cards (time);
CREATE TABLE feedback (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  card TEXT NOT NULL,
  service TEXT NOT NULL,
  received TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'overridden')),
  outcome_time TEXT NOT NULL,
  accepted_suggestions TEXT NOT NULL,
  override_reason TEXT,
  override_comment TEXT
) STRICT;
CREATE INDEX feedback_by_time ON feedback (received);
CREATE TABLE notes (
  review INTEGER NOT NULL REFERENCES reviews (seq) ON DELETE CASCADE,
  item INTEGER NOT NULL CHECK (item >= -1),
  note TEXT NOT NULL,
  time TEXT NOT NULL,
  PRIMARY KEY (review, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_by_treatment ON items (treatment);

INSERT INTO reviews VALUES
  (1, '11111111-1111-4111-8111-111111111111', '2026-01-05T08:00:00Z', 'prescreen', 'A-1',
   '2025-12-20', 'aa', 'bb', 'cc', '0.1.0'),
  (2, '22222222-2222-4222-8222-222222222222', '2026-02-06T09:30:00Z', 'record', 'A-2', NULL, 'dd',
   'bb', NULL, '0.1.0');
INSERT INTO items VALUES
  (1, 0, 'kind.one', 'Six of the first', 0.25, 0.125, 0.5, 0.0625, 'upheld', 'elevated', 0,
   '["book/first","book/second"]', '{"count":6,"yes_or_no":"no","parts":["a","b"]}'),
  (1, 1, NULL, NULL, 0.75, 0.5, 0.875, 0.125, 'overturned', NULL, 1, '[]', '{}'),
  (2, 0, 'kind.two', NULL, 0.5, 0.25, 0.75, 0.25, 'overturned', 'high', 0, '["book/third"]', '{}');
INSERT INTO corrections VALUES
  (1, 0, 0, 'yes_or_no', '"yes"'),
  (1, 0, 1, 'count', 'null');
INSERT INTO decisions VALUES
  (1, 0, 'denied', '2026-01-05T08:10:00Z'),
  (2, 0, 'approved', '2026-02-06T09:40:00Z');
INSERT INTO outcomes VALUES (1, 0, 'partially_overturned', '2026-03-01T00:00:00Z');
INSERT INTO texts VALUES (1, '{"header":"","summary":"Words of the first."}');
INSERT INTO cards VALUES
  (1, 'cccccccc-cccc-4ccc-8ccc-cccccccccccc', 'imr-order-sign', '2026-02-07T10:00:00Z', 'kind.one',
   0.25, 'upheld', 'bb', NULL);
INSERT INTO feedback VALUES
  (1, 'cccccccc-cccc-4ccc-8ccc-cccccccccccc', 'imr-order-sign', '2026-02-07T10:01:00Z',
   'overridden', '2026-02-07T10:00:59Z', '[]', 'disagree', NULL);
INSERT INTO notes VALUES (1, 0, 'called the office', '2026-01-05T08:10:00Z');
