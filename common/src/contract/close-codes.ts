/** Why the server closed a connection, beside the codes of RFC 6455. Reconnecting is welcome but after `gone`. */
export const CLOSE_CODES = {
  /** A frame that is no frame of this protocol: a fault of the client. */
  badFrame: 4400,
  /** The access token has expired: connect again with a fresh one. */
  tokenExpired: 4401,
  /** No longer a member, or the canvas is deleted: do not come back. */
  gone: 4404,
  /** The client does not read as fast as others write: connect again and catch up. */
  slowReader: 4408,
  /** More frames or edits than allowed: wait before connecting again. */
  tooMany: 4429,
  /** The service restarts (RFC 6455's registry): connect again. */
  restart: 1012,
} as const;
