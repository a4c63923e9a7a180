-- Up Migration

-- What other services must still be told of deleted accounts. A row goes when the peer has confirmed.
CREATE TABLE forgettings (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  peer text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL
);
CREATE INDEX forgettings_due_at_idx ON forgettings (due_at);
