-- Up Migration

-- The revisions that people find in the list of versions; one of them may be named later. Names of authors are in
-- `people` only, where they can be forgotten.
CREATE TABLE versions (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  revision integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('named', 'quiet', 'before-generation', 'before-restore')),
  name text,
  author uuid,
  at timestamptz(3) NOT NULL,
  note_count integer NOT NULL,
  PRIMARY KEY (canvas_id, revision),
  CHECK ((kind = 'named') = (name IS NOT NULL))
);

-- The revision that a canvas had when a generation or a restore of this id began, so that one that is sent again does
-- not begin again.
CREATE TABLE version_causes (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  cause uuid NOT NULL,
  revision integer NOT NULL,
  PRIMARY KEY (canvas_id, cause)
);

-- What replaying the log up to a revision gives, so that it need not begin with the first edit. Revision 0 is the one
-- that the log alone does not give: title, idea and language as the canvas was made.
CREATE TABLE checkpoints (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  revision integer NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (canvas_id, revision)
);

-- Of the canvases that exist: what no edit has set is as it was made. Where an edit has set it, what was before is
-- not known any more, and the first value that is known stands for it.
INSERT INTO checkpoints (canvas_id, revision, state)
SELECT c.id, 0, jsonb_build_object(
  'title', coalesce(s.title, c.title), 'idea', coalesce(s.idea, c.idea), 'language', coalesce(s.language, c.language),
  'notes', '[]'::jsonb, 'connections', '[]'::jsonb)
FROM canvases c
LEFT JOIN (
  SELECT canvas_id,
    (array_agg(edit->'set'->>'title' ORDER BY revision) FILTER (WHERE edit->'set' ? 'title'))[1] AS title,
    (array_agg(edit->'set'->>'idea' ORDER BY revision) FILTER (WHERE edit->'set' ? 'idea'))[1] AS idea,
    (array_agg(edit->'set'->>'language' ORDER BY revision) FILTER (WHERE edit->'set' ? 'language'))[1] AS language
  FROM edits WHERE type = 'canvas.set' GROUP BY canvas_id
) s ON s.canvas_id = c.id;

-- The revision of the last version, and the canvases that have moved on since, by the time of their last edit.
ALTER TABLE canvases ADD COLUMN versioned_revision integer NOT NULL DEFAULT 0;
CREATE INDEX canvases_without_version ON canvases (updated_at) WHERE revision >= versioned_revision + 5;
