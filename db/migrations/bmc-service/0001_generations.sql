-- Up Migration

-- A generation is a durable job: what was asked, how far it has come and who works on it.
CREATE TABLE generations (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  canvas_id uuid NOT NULL,
  idempotency_key text COLLATE "C",
  -- SHA-256 of the request, so that a key is not reused for another one
  fingerprint bytea NOT NULL,
  -- the day (UTC) whose quota it counts in
  day date NOT NULL,
  task text NOT NULL,
  model text NOT NULL,
  idea text NOT NULL,
  language text NOT NULL,
  instruction text NOT NULL,
  accept boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  pattern text,
  note_count integer NOT NULL DEFAULT 0,
  connection_count integer NOT NULL DEFAULT 0,
  prompt_tokens integer,
  completion_tokens integer,
  error_code text,
  error_message text,
  -- events of a generation count from 1 without a gap up to this
  last_seq integer NOT NULL DEFAULT 0,
  -- when the model was asked: from then on the call may have cost something
  called_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  -- only who holds the lease may write; it is lost when it is not renewed in time
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((status = 'running') = (lease_token IS NOT NULL)),
  CHECK ((status IN ('queued', 'running')) = (finished_at IS NULL))
);

CREATE UNIQUE INDEX generations_idempotency ON generations (user_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
-- Two drafts at once on a canvas would both land on it.
CREATE UNIQUE INDEX generations_one_draft ON generations (canvas_id)
  WHERE accept AND status IN ('queued', 'running');
CREATE INDEX generations_of_canvas ON generations (canvas_id, id DESC);
CREATE INDEX generations_of_person ON generations (user_id);
CREATE INDEX generations_open ON generations (id) WHERE status IN ('queued', 'running');

CREATE TABLE generation_events (
  generation_id uuid NOT NULL REFERENCES generations ON DELETE CASCADE,
  seq integer NOT NULL,
  name text NOT NULL,
  data jsonb NOT NULL,
  PRIMARY KEY (generation_id, seq)
);

-- Generations that a person started on a day (UTC) and that count against their quota.
CREATE TABLE usage_days (
  user_id uuid NOT NULL,
  day date NOT NULL,
  used integer NOT NULL CHECK (used >= 0),
  PRIMARY KEY (user_id, day)
);

-- Down Migration
