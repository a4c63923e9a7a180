-- Up Migration

-- Whether a note says what nobody has found out yet: true, or else null.
ALTER TABLE notes ADD COLUMN assumption boolean CHECK (assumption);

-- Suggestions that are open, as replaying the log gives them, and those that were rejected last. `revision` is that of
-- the edit that opened or rejected it: the order in which they came. The id is unique within its canvas only.
CREATE TABLE suggestions (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'rejected')),
  revision integer NOT NULL,
  suggestion jsonb NOT NULL,
  PRIMARY KEY (canvas_id, id)
);
CREATE INDEX suggestions_rejected ON suggestions (canvas_id, revision DESC) WHERE state = 'rejected';
