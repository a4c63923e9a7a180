-- Up Migration

-- Secrets of authenticators (RFC 6238), in base32. One that was not confirmed does not count.
CREATE TABLE second_factors (
  user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  secret text NOT NULL,
  confirmed_at timestamptz,
  -- the time step of the last code that was taken: a code counts once
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES second_factors ON DELETE CASCADE,
  -- SHA-256 of the code
  hash bytea NOT NULL,
  PRIMARY KEY (user_id, hash)
);

-- Accounts of an OpenID Connect provider that sign in to one here.
CREATE TABLE identities (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  issuer text NOT NULL,
  subject text NOT NULL,
  -- as the provider told it
  email text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  UNIQUE (issuer, subject)
);
CREATE INDEX identities_of_person ON identities (user_id);

-- Sign-ins that were begun at a provider, and what is checked at the end. A row goes with the first try to end it.
CREATE TABLE provider_sign_ins (
  -- SHA-256 of what only the browser that began has
  binding_hash bytea PRIMARY KEY,
  state text NOT NULL,
  nonce text NOT NULL,
  code_verifier text NOT NULL,
  redirect_uri text NOT NULL,
  -- in which somebody connects a provider to their account
  session_id uuid REFERENCES sessions ON DELETE CASCADE,
  invitation text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX provider_sign_ins_of_session ON provider_sign_ins (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX provider_sign_ins_expired ON provider_sign_ins (expires_at);

-- Down Migration
