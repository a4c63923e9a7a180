-- Up Migration

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL CONSTRAINT users_email_unique UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One signed-in device. Deleting the row is signing it out.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  device text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now()
);
-- One's own sessions, newest first: ids are UUIDv7.
CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);

-- The family of refresh tokens of a session: spent ones stay, so that a second use is noticed.
CREATE TABLE refresh_tokens (
  -- SHA-256 of the token, which itself is nowhere
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
  spent_at timestamptz,
  -- with the token itself it gives the token that followed
  successor_salt bytea,
  CHECK ((spent_at IS NULL) = (successor_salt IS NULL))
);
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_spent_at_idx ON refresh_tokens (spent_at) WHERE spent_at IS NOT NULL;
