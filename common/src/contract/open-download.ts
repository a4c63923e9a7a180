import type { Readable } from 'node:stream';
import axios from 'axios';
import { AppError } from '../errors.ts';
import { fillPath } from './client.ts';
import { API_PREFIX, type Route } from './route.ts';

interface Download {
  params: Record<string, string>;
  token: string;
  /** Ends it at any time. */
  signal: AbortSignal;
}

const BEGINS_WITHIN_MS = 10_000;

/** Begins to read what a service answers piece by piece; throws `unavailable` where it does not begin within 10 s. */
export async function openDownload(
  baseUrl: string,
  route: Route,
  { params, token, signal }: Download,
): Promise<Readable> {
  try {
    const { data } = await axios.get<Readable>(baseUrl + API_PREFIX + fillPath(route.path, params), {
      headers: { authorization: `Bearer ${token}` },
      responseType: 'stream',
      timeout: BEGINS_WITHIN_MS,
      maxRedirects: 0,
      proxy: false,
      signal,
    });
    return data;
  } catch (cause) {
    throw new AppError('unavailable', 'A part of the application is not reachable right now', {
      cause,
      retryAfter: 10,
    });
  }
}
