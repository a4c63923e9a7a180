-- Up Migration

-- Counts every change of any comment of a canvas. Who changes comments locks it, and not the canvas, so that those who
-- edit wait for nobody.
CREATE TABLE comment_counters (
  canvas_id uuid PRIMARY KEY REFERENCES canvases ON DELETE CASCADE,
  seq integer NOT NULL DEFAULT 0
);

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
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  resolved_at timestamptz(3),
  resolved_by uuid REFERENCES people,
  -- of its last change
  seq integer NOT NULL,
  changed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (canvas_id, id),
  FOREIGN KEY (canvas_id, thread_id) REFERENCES comments ON DELETE CASCADE,
  CHECK (num_nonnulls(note_id, block) = 1),
  CHECK (resolved_at IS NULL OR thread_id = id),
  CHECK (deleted_at IS NULL OR text = '')
);
CREATE INDEX comments_of_thread ON comments (canvas_id, thread_id);
CREATE INDEX comments_of_author ON comments (author, canvas_id, id);
CREATE INDEX comments_deleted ON comments (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE comment_reads (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  seq integer NOT NULL,
  PRIMARY KEY (canvas_id, user_id)
);
CREATE INDEX comment_reads_of_person ON comment_reads (user_id);

-- The one of a canvas that has the highest number is the one that counts; only that may be open.
CREATE TABLE votings (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  id uuid NOT NULL,
  title text NOT NULL,
  dots integer NOT NULL CHECK (dots > 0),
  started_by uuid NOT NULL REFERENCES people,
  started_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  ends_at timestamptz(3),
  closed_at timestamptz(3),
  revealed_at timestamptz(3),
  UNIQUE (canvas_id, id),
  CHECK (revealed_at IS NULL OR closed_at IS NOT NULL)
);
CREATE INDEX votings_of_canvas ON votings (canvas_id, number DESC);
CREATE UNIQUE INDEX votings_open ON votings (canvas_id) WHERE closed_at IS NULL;

-- All dots of a person in one row, so that they change together: a note is named once for each dot.
CREATE TABLE ballots (
  voting bigint NOT NULL REFERENCES votings ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  note_ids uuid[] NOT NULL,
  PRIMARY KEY (voting, user_id)
);
CREATE INDEX ballots_of_person ON ballots (user_id);

CREATE TABLE notifications (
  -- UUIDv7: their order is that of time
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES people,
  kind text NOT NULL,
  actor uuid REFERENCES people,
  canvas_id uuid REFERENCES canvases ON DELETE CASCADE,
  group_id uuid REFERENCES groups ON DELETE CASCADE,
  -- whose text is told, as it is now
  comment_id uuid,
  role role,
  path text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  read_at timestamptz(3),
  -- until user-service has taken it, or has said that nobody wants it; null then
  mail_due_at timestamptz(3),
  mail_attempts integer NOT NULL DEFAULT 0,
  CHECK (comment_id IS NULL OR canvas_id IS NOT NULL)
);
CREATE INDEX notifications_of_person ON notifications (user_id, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (mail_due_at) WHERE mail_due_at IS NOT NULL;
CREATE INDEX notifications_by_time ON notifications (at);
CREATE INDEX notifications_of_canvas ON notifications (canvas_id) WHERE canvas_id IS NOT NULL;
CREATE INDEX notifications_of_group ON notifications (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE mutes (
  canvas_id uuid NOT NULL REFERENCES canvases ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES people,
  PRIMARY KEY (canvas_id, user_id)
);
CREATE INDEX mutes_of_person ON mutes (user_id);

-- Who were forgotten of late: what was told to them in the same moment is removed afterwards.
CREATE INDEX people_forgotten ON people (forgotten_at) WHERE forgotten_at IS NOT NULL;

-- Down Migration
