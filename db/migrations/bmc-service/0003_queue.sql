-- Up Migration

ALTER TABLE generations
  -- when it was last begun: whose turn it is goes by it
  ADD COLUMN started_at timestamptz,
  -- its events but the last were removed, some time after it had ended
  ADD COLUMN trimmed boolean NOT NULL DEFAULT false;

CREATE INDEX generations_started ON generations (user_id, started_at DESC) WHERE started_at IS NOT NULL;
CREATE INDEX generations_untrimmed ON generations (finished_at) WHERE finished_at IS NOT NULL AND NOT trimmed;

-- Down Migration
