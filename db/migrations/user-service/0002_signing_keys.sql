-- Up Migration

-- The keys that access tokens are signed with. All rows are published; the newest whose time has come signs.
CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  -- PKCS 8, PEM
  private_key text NOT NULL,
  signs_from timestamptz NOT NULL
);
