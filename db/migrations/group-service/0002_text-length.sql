-- Up Migration

-- Characters of all notes of a canvas, so that a canvas is never larger than an answer may be.
ALTER TABLE canvases ADD COLUMN text_length integer NOT NULL DEFAULT 0;
UPDATE canvases c SET text_length = n.length
FROM (
  SELECT canvas_id, sum(length(text) + length(coalesce(details, '')) + length("order")) AS length
  FROM notes GROUP BY canvas_id
) n
WHERE n.canvas_id = c.id;
