import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from '@aibmc/common/contract/route';

/** What a service may learn of a request. Everything else stays here: cookies, forwarding and identity claims, hops. */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'content-length',
  'content-type',
  'transfer-encoding',
  'traceparent',
  'user-agent',
] as const;

/** What a service may say to a client. `Set-Cookie`, connection headers and whatever else end here. */
const RESPONSE_HEADERS = [
  'allow',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'retry-after',
  'transfer-encoding',
  'vary',
  'www-authenticate',
  'x-accel-buffering',
] as const;

interface Forwarding {
  token: string | null;
  requestId: string;
  clientAddress: string;
}

/**
 * The headers of the call that goes to a service: a few of the client's, those that its route names in the contract,
 * and the gateway's own word on identity, request and address. A list of what passes needs no list of what is
 * dangerous.
 */
export function forwardedHeaders(
  given: IncomingHttpHeaders,
  route: Route,
  { token, requestId, clientAddress }: Forwarding,
): IncomingHttpHeaders {
  const headers = pick(given, [...REQUEST_HEADERS, ...Object.keys(route.headers?.shape ?? {})]);
  if (token) headers.authorization = `Bearer ${token}`;
  headers['x-request-id'] = requestId;
  headers['x-forwarded-for'] = clientAddress;
  return headers;
}

/** The headers of a service's answer that pass on to the client. */
export function passedHeaders(given: IncomingHttpHeaders): IncomingHttpHeaders {
  return pick(given, RESPONSE_HEADERS);
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  const picked: IncomingHttpHeaders = {};
  for (const name of names) if (headers[name] !== undefined) picked[name] = headers[name];
  return picked;
}
