import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { AppError, type ErrorCode, type FieldError, STATUS_BY_CODE } from '../errors.ts';
import { API_PREFIX, type Route, type RouteTable } from './route.ts';

type Given<K extends string, T> = T extends z.ZodType ? Record<K, z.input<T>> : unknown;

export interface CallOptions {
  /** Access token of the person on whose behalf the call is made. */
  token?: string;
  requestId?: string;
  /** Address of the person's machine, for limits that count by address. */
  clientAddress?: string;
  signal?: AbortSignal;
  /** How long the answer may take; 5 s where it is missing. */
  timeoutMs?: number;
}

export type CallInput<R extends Route> = Given<'params', R['params']> &
  Given<'query', R['query']> &
  Given<'headers', R['headers']> &
  Given<'body', R['body']>;

export type Result<R extends Route> = R['response'] extends z.ZodType ? z.output<R['response']> : void;

/** One function for each route of a table. Each throws the AppError that the service answered with. */
export type Client<T extends RouteTable> = {
  [K in keyof T]: (input: CallInput<T[K]>, options?: CallOptions) => Promise<Result<T[K]>>;
};

/** Typed calls of one service over HTTP: 5 s at most each unless told otherwise, no redirects, 4 MiB of answer at most, which a full canvas is within. */
export function createClient<T extends RouteTable>(baseUrl: string, routes: T): Client<T> {
  const http = axios.create({
    baseURL: baseUrl + API_PREFIX,
    timeout: 5_000,
    maxRedirects: 0,
    maxContentLength: 4 * 1024 * 1024,
    proxy: false,
    validateStatus: () => true,
  });
  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (input: LooseInput, options: CallOptions = {}) => call(http, route, input, options),
  ]);
  return Object.fromEntries(calls) as Client<T>;
}

interface LooseInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  headers?: Record<string, string>;
  body?: unknown;
}

async function call(
  http: AxiosInstance,
  route: Route,
  input: LooseInput,
  options: CallOptions,
): Promise<unknown> {
  let response: AxiosResponse<unknown>;
  try {
    response = await http.request({
      method: route.method,
      url: fillPath(route.path, input.params ?? {}),
      params: input.query,
      data: input.body,
      headers: {
        ...input.headers,
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.requestId ? { 'x-request-id': options.requestId } : {}),
        ...(options.clientAddress ? { 'x-forwarded-for': options.clientAddress } : {}),
      },
      signal: options.signal,
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
  } catch (cause) {
    throw new AppError('unavailable', 'A part of the application is not reachable right now', {
      cause,
      retryAfter: 2,
    });
  }
  if (response.status >= 400) throw errorOfAnswer(response);
  return response.data;
}

/** A path with its parameters put in, percent-encoded. */
export function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

/** The error that a service answered with; `bad-gateway` where its answer is no problem document. */
export function errorOfAnswer(response: Pick<AxiosResponse<unknown>, 'data' | 'headers'>): AppError {
  const { code, detail, errors, details } = (response.data ?? {}) as {
    code?: string;
    detail?: string;
    errors?: FieldError[];
    details?: Record<string, string>;
  };
  if (code === undefined || !(code in STATUS_BY_CODE)) {
    return new AppError('bad-gateway', 'A part of the application gave an answer that makes no sense');
  }
  const retryAfter = Number(response.headers['retry-after']);
  return new AppError(code as ErrorCode, detail ?? '', {
    errors,
    details,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}
