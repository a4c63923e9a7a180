-- Up Migration

-- The token itself is kept, so that who may share a canvas can look its links up again.
CREATE TABLE share_links (
  id uuid PRIMARY KEY,
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  token text COLLATE "C" NOT NULL UNIQUE,
  role role NOT NULL CHECK (role <> 'owner'),
  label text,
  -- scrypt; null: none is asked for
  password_hash text,
  -- sites that may embed it
  embed_sites text[] NOT NULL DEFAULT '{}' CHECK (embed_sites = '{}' OR password_hash IS NULL),
  created_by uuid NOT NULL REFERENCES people,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3)
);
CREATE INDEX share_links_of_canvas ON share_links (canvas_id, id DESC);
CREATE INDEX share_links_by_maker ON share_links (created_by);

-- Who came by a share link and got a pass. They are people like all others, without an account, and go with the link.
CREATE TABLE guests (
  user_id uuid PRIMARY KEY REFERENCES people,
  link_id uuid NOT NULL REFERENCES share_links ON DELETE CASCADE,
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  -- SHA-256 of the pass, which itself is nowhere
  pass_hash bytea NOT NULL UNIQUE,
  role role NOT NULL,
  -- the revision of the canvas when they came: they see nothing of what was before
  since integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3)
);
CREATE INDEX guests_of_link ON guests (link_id);
CREATE INDEX guests_of_canvas ON guests (canvas_id);
CREATE INDEX guests_by_age ON guests (created_at);

-- Down Migration
