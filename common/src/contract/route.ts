import type { z } from 'zod';
import type { Action } from '../permissions.ts';

export const API_PREFIX = '/api/v1';

export type ServiceName = 'user-service' | 'group-service' | 'bmc-service';

/** One row of the contract: all that mounting, the gateway, the clients and the API document need to know of it. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with `:name` parameters. */
  path: string;
  summary: string;
  /**
   * Anyone, any signed-in person, who administers the instance, or those whose role allows the action on the resource
   * that the path names.
   */
  access: 'anyone' | 'person' | 'admin' | Action;
  /** Guests of a share link may call it too, within the role that the link gives. */
  guests?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Bytes of body that are read at most; 16 KiB where it is missing. */
  bodyLimit?: number;
  status: 200 | 201 | 202 | 204;
  /** Null: no body (204), or a stream. */
  response: z.ZodType | null;
  /** Answers `text/event-stream`; each event's data is described by the schema of its name. */
  stream?: Record<string, z.ZodType>;
  /** Answers a file, piece by piece, which the handler writes itself. */
  download?: { type: string };
}

export type RouteTable = Record<string, Route>;

/** Keeps the exact type of a table of routes, from which handlers and clients are typed. */
export function defineRoutes<const T extends RouteTable>(table: T): T {
  return table;
}

export const DEFAULT_BODY_LIMIT = 16 * 1024;
