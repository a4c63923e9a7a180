-- Up Migration

-- Sessions that ended while an access token of them was good still: other services have to be told. A row goes when
-- all have confirmed, or when the token is out.
CREATE TABLE ended_sessions (
  session_id uuid PRIMARY KEY,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ended_sessions_due ON ended_sessions (due_at);

-- A trigger, so that no way to end a session is forgotten: signing out, another password, a deleted account, an
-- administrator, a refresh token that came twice.
CREATE FUNCTION note_ended_sessions() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO ended_sessions (session_id)
  SELECT id FROM ended WHERE last_used_at > now() - interval '11 minutes'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_ended_sessions AFTER DELETE ON sessions
  REFERENCING OLD TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION note_ended_sessions();

-- Down Migration
