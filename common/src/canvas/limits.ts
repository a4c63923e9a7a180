/** Lengths and counts that bound a canvas; characters are UTF-16 code units as JavaScript counts them. */
export const LIMITS = {
  noteText: 280,
  noteDetails: 4_000,
  title: 120,
  versionName: 80,
  namedVersions: 1_000,
  idea: 4_000,
  notes: 2_000,
  /** Of all notes of a canvas together. */
  canvasText: 500_000,
  connections: 6_000,
  /** Open at a time. */
  suggestions: 300,
  suggestionDetails: 1_000,
  why: 400,
  editsPerRequest: 200,
} as const;
