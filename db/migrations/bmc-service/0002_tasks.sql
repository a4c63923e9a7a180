-- Up Migration

ALTER TABLE generations
  -- which a block or tips were asked for
  ADD COLUMN block text,
  -- notes of the canvas that it is about; empty: all of it
  ADD COLUMN note_ids uuid[] NOT NULL DEFAULT '{}',
  -- the generation that it goes on with
  ADD COLUMN continues uuid,
  -- calls of the endpoint that were begun
  ADD COLUMN calls integer NOT NULL DEFAULT 0,
  -- what the checks said of it when it was done
  ADD COLUMN checks_passed integer,
  ADD COLUMN checks_total integer,
  -- what there is to read, put together from its events when it ended
  ADD COLUMN result jsonb;

CREATE INDEX generations_of_task ON generations (canvas_id, task, id DESC);

-- Generations that everybody together started on a day (UTC).
CREATE TABLE instance_days (
  day date PRIMARY KEY,
  used integer NOT NULL CHECK (used >= 0)
);

-- What an endpoint has shown to take, so that it is not found out again by every process.
CREATE TABLE endpoint_formats (
  base_url text NOT NULL,
  model text NOT NULL,
  format text NOT NULL CHECK (format IN ('json_schema', 'json_object', 'text')),
  found_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (base_url, model)
);

-- Down Migration
