-- Up Migration

ALTER TABLE users
  -- null: that of the browser
  ADD COLUMN language text,
  ADD COLUMN time_zone text,
  -- null: by the id
  ADD COLUMN colour text,
  ADD COLUMN wants_mail boolean NOT NULL DEFAULT true,
  ADD COLUMN is_admin boolean NOT NULL DEFAULT false,
  -- null: signs in through a provider only
  ALTER COLUMN password_hash DROP NOT NULL;

-- The first who registered administers.
UPDATE users SET is_admin = true WHERE id = (SELECT id FROM users ORDER BY created_at, id LIMIT 1);
CREATE INDEX users_admins ON users (id) WHERE is_admin;

-- Tokens that work once: SHA-256 of each, which itself is nowhere.
CREATE TABLE one_time_tokens (
  hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('reset-password', 'change-email', 'second-factor')),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  -- of change-email: the new address
  email text,
  -- of reset-password and second-factor: void once the password is another one
  password_hash text,
  -- wrong codes so far
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX one_time_tokens_of_person ON one_time_tokens (user_id, purpose);
CREATE INDEX one_time_tokens_expired ON one_time_tokens (expires_at);

-- What administrators may change while it runs. One row.
CREATE TABLE instance (
  the_row boolean PRIMARY KEY DEFAULT true CHECK (the_row),
  registration text NOT NULL DEFAULT 'open' CHECK (registration IN ('open', 'invitation', 'closed'))
);
INSERT INTO instance DEFAULT VALUES;

-- Mails on their way. A row goes when the mail server has taken it; what is in it is gone then.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mails_due ON mails (due_at);
-- Ids of those that other services asked for, so that one that is asked for again is not sent again.
CREATE TABLE sent_mails (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sent_mails_at ON sent_mails (at);

-- Addresses that somebody wants a new password for, as they were typed: a job looks for the account, so that the answer
-- takes the same whether there is one or not.
CREATE TABLE reset_requests (
  id uuid PRIMARY KEY,
  email text NOT NULL
);

-- What administrators did. Names are in `users` only.
CREATE TABLE admin_events (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  actor uuid REFERENCES users ON DELETE SET NULL,
  person uuid REFERENCES users ON DELETE SET NULL,
  value text,
  at timestamptz NOT NULL DEFAULT now()
);

-- Down Migration
