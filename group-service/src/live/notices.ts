import { Id } from '@aibmc/common/canvas/note';
import { GenerationNotice, PresenceState } from '@aibmc/common/contract/live';
import { z } from 'zod';
import type { News } from './people.ts';

/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const MOST_BYTES = 7_800;

/** One person with all that they may select takes up to 4,500. */
const CHUNK_BYTES = 6_000;

const Person = z.object({
  connectionId: Id,
  userId: Id,
  name: z.string(),
  // missing where a replica of the version before tells it
  colour: z.string().nullable().default(null),
  isGuest: z.boolean().default(false),
  ...PresenceState.shape,
});

const PresenceNotice = z.object({
  from: z.string(),
  /** Canvases of which the others are to tell all of their people. */
  hello: z.array(Id).default([]),
  news: z
    .array(
      z.object({
        canvasId: Id,
        all: z.enum(['part', 'rest']).nullable(),
        people: z.array(Person),
        gone: z.array(Id),
      }),
    )
    .default([]),
  /** That it stops. */
  bye: z.boolean().default(false),
});
export type PresenceNotice = z.output<typeof PresenceNotice>;

/** To which revisions the logs of canvases have come. */
const EditsNotice = z.array(z.object({ canvasId: Id, revision: z.number().int() }));
export type EditsNotice = z.output<typeof EditsNotice>;

/** Whose access may have changed: of a person, on a canvas, on all canvases of a group; of all where fields are given. */
const AccessNotice = z.object({ canvasId: Id.optional(), groupId: Id.optional(), userId: Id.optional() });
export type AccessNotice = z.output<typeof AccessNotice>;

/** How it stands with a generation. */
const ToldGeneration = z.object({ canvasId: Id, ...GenerationNotice.shape });
export type ToldGeneration = z.output<typeof ToldGeneration>;

/** A comment that was made, changed or deleted. */
const CommentNotice = z.object({ canvasId: Id, id: Id });

/** A canvas whose voting has changed. */
const VotingNotice = z.object({ canvasId: Id });

/** What was told on a channel; null for what is not understood, as from another version during an update. */
export function readPresenceNotice(payload: string): PresenceNotice | null {
  return read(PresenceNotice, payload);
}

export function readEditsNotice(payload: string): EditsNotice | null {
  return read(EditsNotice, payload);
}

export function readAccessNotice(payload: string): AccessNotice | null {
  return read(AccessNotice, payload);
}

export function readGenerationNotice(payload: string): ToldGeneration | null {
  return read(ToldGeneration, payload);
}

export function readCommentNotice(payload: string): z.output<typeof CommentNotice> | null {
  return read(CommentNotice, payload);
}

export function readVotingNotice(payload: string): z.output<typeof VotingNotice> | null {
  return read(VotingNotice, payload);
}

function read<T>(schema: z.ZodType<T>, payload: string): T | null {
  try {
    return schema.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}

/** What a replica has to tell, as payloads that each stand for themselves and are to be sent in this order. */
export function packPresence(from: string, hello: readonly string[], news: readonly News[]): string[] {
  const payloads: string[] = [];
  let notice = emptyNotice(from);
  let size = sizeOf(notice);
  const put = (bytes: number, add: (notice: Sent) => void): void => {
    if (size + bytes > MOST_BYTES) {
      payloads.push(JSON.stringify(notice));
      notice = emptyNotice(from);
      size = sizeOf(notice);
    }
    add(notice);
    size += bytes;
  };
  for (const canvasId of hello) put(sizeOf(canvasId) + 1, ({ hello }) => hello.push(canvasId));
  for (const part of news.flatMap(splitNews)) put(sizeOf(part) + 1, ({ news }) => news.push(part));
  if (notice.hello.length > 0 || notice.news.length > 0) payloads.push(JSON.stringify(notice));
  return payloads;
}

interface Sent {
  from: string;
  hello: string[];
  news: News[];
}

function emptyNotice(from: string): Sent {
  return { from, hello: [], news: [] };
}

/** News in parts that fit into a payload. */
function splitNews({ canvasId, all, people, gone }: News): News[] {
  const chunks = inChunks(people);
  if (all && chunks.length === 0) chunks.push([]);
  return [
    ...chunks.map((chunk, index): News => {
      const isLast = index === chunks.length - 1;
      return { canvasId, all: all && !isLast ? 'part' : all, people: chunk, gone: [] };
    }),
    ...inChunks(gone).map((chunk): News => ({ canvasId, all: null, people: [], gone: chunk })),
  ];
}

function inChunks<T>(values: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let size = Infinity;
  for (const value of values) {
    const bytes = sizeOf(value) + 1;
    if (size + bytes > CHUNK_BYTES) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(value);
    size += bytes;
  }
  return chunks;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
