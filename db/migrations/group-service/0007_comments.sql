-- Up Migration

ALTER TABLE canvases ADD COLUMN comment_seq integer NOT NULL DEFAULT 0;

-- A thread is on a note or on a block. The note carries no foreign key: its comments outlive it, and its restore.
CREATE TABLE comments (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  id uuid NOT NULL,
  thread_id uuid NOT NULL,
  note_id uuid,
  block text,
  author uuid NOT NULL REFERENCES people,
  text text NOT NULL,
  mentions uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  resolved_at timestamptz(3),
  resolved_by uuid REFERENCES people,
  -- grows with every change of any comment of the canvas (canvases.comment_seq)
  seq integer NOT NULL,
  PRIMARY KEY (canvas_id, id),
  FOREIGN KEY (canvas_id, thread_id) REFERENCES comments ON DELETE CASCADE,
  CHECK (num_nonnulls(note_id, block) = 1),
  CHECK (resolved_at IS NULL OR thread_id = id)
);
CREATE INDEX comments_of_author ON comments (author);

CREATE TABLE comment_reads (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  seq integer NOT NULL,
  PRIMARY KEY (canvas_id, user_id)
);

-- The latest of a canvas is the one that counts.
CREATE TABLE votings (
  id uuid PRIMARY KEY,
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  title text NOT NULL,
  dots integer NOT NULL CHECK (dots > 0),
  started_by uuid NOT NULL REFERENCES people,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  ends_at timestamptz(3),
  closed_at timestamptz(3),
  revealed_at timestamptz(3)
);
CREATE INDEX votings_of_canvas ON votings (canvas_id, started_at DESC);

CREATE TABLE votes (
  voting_id uuid NOT NULL REFERENCES votings ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  note_id uuid NOT NULL,
  dots integer NOT NULL CHECK (dots > 0),
  PRIMARY KEY (voting_id, user_id, note_id)
);

CREATE TABLE notifications (
  -- UUIDv7: their order is that of time
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES people,
  kind text NOT NULL,
  actor uuid REFERENCES people,
  canvas_id uuid REFERENCES canvases ON DELETE CASCADE,
  group_id uuid REFERENCES groups ON DELETE CASCADE,
  role role,
  text text,
  path text NOT NULL,
  read_at timestamptz(3),
  -- until user-service has taken it, or has said that nobody wants it; null then
  mail_due_at timestamptz(3),
  mail_attempts integer NOT NULL DEFAULT 0
);
CREATE INDEX notifications_of_person ON notifications (user_id, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (mail_due_at) WHERE mail_due_at IS NOT NULL;

CREATE TABLE mutes (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  PRIMARY KEY (canvas_id, user_id)
);

-- Down Migration
