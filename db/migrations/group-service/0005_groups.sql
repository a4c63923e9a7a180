-- Up Migration

-- Of the avatar, as their tokens gave it; null: by the id.
ALTER TABLE people ADD COLUMN colour text;

ALTER TABLE groups
  ADD COLUMN description text NOT NULL DEFAULT '',
  -- In the trash: its members are kept, and see nothing of it.
  ADD COLUMN deleted_at timestamptz(3),
  ADD COLUMN deleted_by uuid REFERENCES people,
  ADD CHECK ((deleted_at IS NULL) = (deleted_by IS NULL));
CREATE INDEX groups_in_trash ON groups (deleted_at) WHERE deleted_at IS NOT NULL;

-- A canvas in the trash belongs to nobody, so nobody has a role on it. Whose it was is kept for who restores it.
ALTER TABLE canvases
  ADD COLUMN deleted_at timestamptz(3),
  ADD COLUMN deleted_by uuid REFERENCES people,
  ADD COLUMN trashed_group_id uuid REFERENCES groups ON DELETE CASCADE,
  ADD COLUMN trashed_owner_id uuid REFERENCES people,
  -- it went with its group, and comes back with it
  ADD COLUMN trashed_with_group boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT canvases_check,
  ADD CONSTRAINT canvases_place CHECK (
    num_nonnulls(group_id, owner_id) = CASE WHEN deleted_at IS NULL THEN 1 ELSE 0 END
    AND num_nonnulls(trashed_group_id, trashed_owner_id) = CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END
    AND (deleted_at IS NULL) = (deleted_by IS NULL));
CREATE INDEX canvases_in_trash ON canvases (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX canvases_trashed_by_group ON canvases (trashed_group_id, deleted_at DESC, id DESC)
  WHERE trashed_group_id IS NOT NULL;
CREATE INDEX canvases_trashed_by_owner ON canvases (trashed_owner_id, deleted_at DESC, id DESC)
  WHERE trashed_owner_id IS NOT NULL;
-- The other orders of lists.
CREATE INDEX canvases_by_group_created ON canvases (group_id, id DESC) WHERE group_id IS NOT NULL;
CREATE INDEX canvases_by_owner_created ON canvases (owner_id, id DESC) WHERE owner_id IS NOT NULL;
CREATE INDEX canvases_by_group_title ON canvases (group_id, lower(title), id) WHERE group_id IS NOT NULL;
CREATE INDEX canvases_by_owner_title ON canvases (owner_id, lower(title), id) WHERE owner_id IS NOT NULL;

ALTER TABLE invitations
  -- of the only account that may accept it
  ADD COLUMN email text CHECK (email = lower(email)),
  -- the account that had this address when it was invited; one that was never seen here has no row among people
  ADD COLUMN invited uuid,
  -- to be read aloud: as it is, so that owners can look it up again
  ADD COLUMN code text COLLATE "C" UNIQUE;
CREATE INDEX invitations_by_invited ON invitations (invited) WHERE invited IS NOT NULL;
CREATE INDEX invitations_by_end ON invitations (expires_at) WHERE expires_at IS NOT NULL;

-- What happened, and who changed access. Ids are UUIDv7: their order is that of time. Of a personal canvas the group
-- is null. Titles are those of then: what is gone can still be told.
CREATE TABLE activity (
  id uuid PRIMARY KEY,
  group_id uuid REFERENCES groups ON DELETE CASCADE,
  canvas_id uuid,
  canvas_title text,
  kind text NOT NULL,
  actor uuid REFERENCES people,
  person uuid REFERENCES people,
  role role,
  role_before role,
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX activity_of_group ON activity (group_id, id DESC) WHERE group_id IS NOT NULL;
CREATE INDEX activity_of_canvas ON activity (canvas_id, id DESC) WHERE canvas_id IS NOT NULL;

-- Counters of rate-limiter-flexible, which names the columns and their order. Keys are hashes: they tell no address.
CREATE TABLE rate_limits (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  -- milliseconds since 1970
  expire bigint
);
CREATE INDEX rate_limits_expire_idx ON rate_limits (expire);

-- Down Migration
