import type { Block } from '@aibmc/common/canvas/blocks';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { groupInternalRoutes } from '@aibmc/common/contract/internal';
import type { GenerationNotice } from '@aibmc/common/contract/live';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { AppError } from '@aibmc/common/errors';
import { handleErrors, requestId } from '@aibmc/common/http';
import { newId } from '@aibmc/common/ids';
import { requireInternalToken } from '@aibmc/common/internal';
import { can, type Role } from '@aibmc/common/permissions';
import { close, listen } from '@aibmc/common/process';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { testLogger } from '../../../tests/support/context.ts';

export const INTERNAL_TOKEN = 'a-token-for-tests-only';

interface KeptCanvas {
  state: CanvasState;
  roles: Map<string, Role>;
  /** Ids of applied edits, in order. */
  applied: string[];
  /** Ids of the generations that edits came from. */
  generations: Set<string | undefined>;
  /** Suggestions that people rejected. */
  rejected: { block: Block | null; text: string }[];
}

/** A stand-in for group-service's second port, over HTTP, that keeps canvases in memory. */
export interface FakeGroupService {
  url: string;
  addCanvas: (options: { roles: Record<string, Role>; idea?: string }) => string;
  canvas: (id: string) => KeptCanvas;
  setRole: (canvasId: string, userId: string, role: Role | null) => void;
  /** Runs before edits are applied: may wait, or throw what is to be answered. */
  beforeEdits: (() => Promise<void>) | null;
  /** How often a canvas was read. */
  reads: number;
  /** How often roles were asked for, and of how many. */
  roleAsks: number[];
  /** What was told of generations, in the order in which it came. */
  told: GenerationNotice[];
  stop: () => Promise<void>;
}

export async function startFakeGroupService(): Promise<FakeGroupService> {
  const canvases = new Map<string, KeptCanvas>();
  const find = (id: string): KeptCanvas => {
    const canvas = canvases.get(id);
    if (!canvas) throw new AppError('not-found', 'There is no such canvas');
    return canvas;
  };
  const roleOf = (canvas: KeptCanvas, userId: string): Role => {
    const role = canvas.roles.get(userId);
    if (!role) throw new AppError('not-found', 'There is no such canvas');
    return role;
  };
  const app = express();
  app.use(requestId(), requireInternalToken(INTERNAL_TOKEN));
  mountRoutes(
    app,
    groupInternalRoutes,
    {
      findRoles: ({ body: { of } }) => {
        fake.roleAsks.push(of.length);
        return { roles: of.map(({ canvasId, userId }) => canvases.get(canvasId)?.roles.get(userId) ?? null) };
      },
      readCanvasFor: ({ params, query }) => {
        fake.reads += 1;
        const kept = find(params.canvasId);
        const role = roleOf(kept, query.userId);
        const { title, idea, language, notes, connections } = kept.state;
        const now = new Date().toISOString();
        return {
          canvas: {
            ...{
              id: params.canvasId,
              title,
              kind: 'bmc' as const,
              idea,
              language,
              revision: kept.applied.length,
            },
            ...{ groupId: null, groupName: null, createdAt: now, updatedAt: now },
          },
          notes: [...notes.values()],
          connections: [...connections.values()],
          suggestions: [...kept.state.suggestions.values()],
          role,
          people: [],
          rejected: kept.rejected,
        };
      },
      tellGeneration: ({ body }) => {
        fake.told.push(body);
      },
      applyEditsFor: async ({ params, body }) => {
        await fake.beforeEdits?.();
        const kept = find(params.canvasId);
        if (!can(roleOf(kept, body.userId), 'canvas.edit')) throw new AppError('forbidden', 'Read only');
        kept.generations.add(body.generationId);
        for (const edit of body.edits) {
          if (kept.applied.includes(edit.id)) continue;
          kept.state = applyEdit(kept.state, edit, { author: body.userId, origin: 'ai' });
          kept.applied.push(edit.id);
        }
        return {
          revision: kept.applied.length,
          edits: body.edits.map(({ id }) => ({ id, revision: kept.applied.indexOf(id) + 1 })),
        };
      },
    },
    () => Promise.reject(new Error('not used')),
  );
  app.use(handleErrors(testLogger()));
  const server = await listen(app, 0, '127.0.0.1');
  const fake: FakeGroupService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addCanvas: ({ roles, idea = 'A bicycle repair van that visits offices in Granada' }) => {
      const id = newId();
      const state = {
        title: 'Test',
        idea,
        language: 'en' as const,
        notes: new Map(),
        connections: new Map(),
        suggestions: new Map(),
      };
      canvases.set(id, {
        state,
        roles: new Map(Object.entries(roles)),
        applied: [],
        generations: new Set(),
        rejected: [],
      });
      return id;
    },
    canvas: find,
    setRole: (canvasId, userId, role) => {
      const { roles } = find(canvasId);
      if (role === null) roles.delete(userId);
      else roles.set(userId, role);
    },
    beforeEdits: null,
    reads: 0,
    roleAsks: [],
    told: [],
    stop: () => close(server, 0),
  };
  return fake;
}
