-- Up Migration

-- Weakest first, as in common/src/permissions.ts, so that GREATEST and ORDER BY follow strength.
CREATE TYPE role AS ENUM ('viewer', 'commenter', 'editor', 'owner');

-- Names as their tokens gave them. A forgotten person stays as an id without a name, so that a token that is still
-- valid for some minutes cannot bring them back.
CREATE TABLE people (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  forgotten_at timestamptz(3)
);

CREATE TABLE groups (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE members (
  group_id uuid NOT NULL REFERENCES groups ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  role role NOT NULL,
  joined_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX members_by_person ON members (user_id, group_id);
CREATE INDEX members_by_time ON members (group_id, joined_at, user_id);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  group_id uuid NOT NULL REFERENCES groups ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  role role NOT NULL,
  created_by uuid NOT NULL REFERENCES people,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  max_uses integer CHECK (max_uses > 0),
  uses integer NOT NULL DEFAULT 0,
  CHECK (uses <= max_uses)
);
CREATE INDEX invitations_by_group ON invitations (group_id, id);
CREATE INDEX invitations_by_maker ON invitations (created_by);

-- Of a group, or of one person. Times are whole milliseconds, so that they survive a journey through JavaScript.
CREATE TABLE canvases (
  id uuid PRIMARY KEY,
  group_id uuid REFERENCES groups ON DELETE CASCADE,
  owner_id uuid REFERENCES people,
  title text NOT NULL,
  kind text NOT NULL,
  idea text NOT NULL,
  language text NOT NULL,
  revision integer NOT NULL DEFAULT 0,
  note_count integer NOT NULL DEFAULT 0,
  connection_count integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(group_id, owner_id) = 1)
);
CREATE INDEX canvases_by_group ON canvases (group_id, updated_at DESC, id DESC) WHERE group_id IS NOT NULL;
CREATE INDEX canvases_by_owner ON canvases (owner_id, updated_at DESC, id DESC) WHERE owner_id IS NOT NULL;

-- Ids of notes, connections and edits are chosen by clients: each is unique within its canvas only. Authors carry no
-- foreign key: whoever may write is a member or the owner already, and this is the path that has to be fast.
CREATE TABLE notes (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  id uuid NOT NULL,
  block text NOT NULL,
  text text NOT NULL,
  "order" text COLLATE "C" NOT NULL,
  colour text,
  details text,
  origin text NOT NULL CHECK (origin IN ('human', 'ai')),
  author uuid NOT NULL,
  PRIMARY KEY (canvas_id, id)
);
CREATE INDEX notes_by_order ON notes (canvas_id, block, "order");

CREATE TABLE connections (
  canvas_id uuid NOT NULL,
  id uuid NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  PRIMARY KEY (canvas_id, id),
  UNIQUE (canvas_id, from_id, to_id),
  FOREIGN KEY (canvas_id, from_id) REFERENCES notes ON DELETE CASCADE,
  FOREIGN KEY (canvas_id, to_id) REFERENCES notes ON DELETE CASCADE
);
CREATE INDEX connections_by_target ON connections (canvas_id, to_id);

-- The log: the truth of which notes and connections are the current state.
CREATE TABLE edits (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  revision integer NOT NULL,
  edit_id uuid NOT NULL,
  author uuid NOT NULL,
  origin text NOT NULL CHECK (origin IN ('human', 'ai')),
  at timestamptz(3) NOT NULL,
  type text NOT NULL,
  edit jsonb NOT NULL,
  PRIMARY KEY (canvas_id, revision),
  UNIQUE (canvas_id, edit_id)
);
