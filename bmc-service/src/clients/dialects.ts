import type { Logger } from '@aibmc/common/logger';
import type { Db } from '@aibmc/common/transaction';
import { findEndpointFormat, keepEndpointFormat } from '../sql/endpoint-formats.ts';
import { type Dialect, STRICTEST } from './dialect.ts';

/** So that an upgrade of the endpoint is noticed. */
const GOOD_FOR_MS = 7 * 86_400_000;

interface Learned {
  dialect: Dialect;
  /** Whether the endpoint has answered in it. */
  isProven: boolean;
  until: number;
}

/**
 * What one endpoint takes, model by model: found out once, kept for seven days. The format outlives the process where
 * there is a database; when that is away it is found out again.
 */
export class Dialects {
  readonly #db: Db | null;
  readonly #baseUrl: string;
  readonly #log: Logger;
  readonly #learned = new Map<string, Learned>();

  constructor(db: Db | null, baseUrl: string, log: Logger) {
    this.#db = db;
    this.#baseUrl = addressOnly(baseUrl);
    this.#log = log;
  }

  /** The dialect to ask in. */
  async of(model: string): Promise<Dialect> {
    return (await this.#find(model))?.dialect ?? STRICTEST;
  }

  /** The dialect that the endpoint has answered in; null when it was not asked in the last seven days. */
  async proven(model: string): Promise<Dialect | null> {
    const learned = await this.#find(model);
    return learned?.isProven ? learned.dialect : null;
  }

  /** Remembers what the endpoint complained of, before it has answered in the plainer dialect. */
  refused(model: string, plainer: Dialect): void {
    this.#log.info({ ...plainer }, 'the model endpoint wants a plainer request');
    this.#learned.set(model, { dialect: plainer, isProven: false, until: Date.now() + GOOD_FOR_MS });
  }

  /** Remembers that the endpoint has answered in this dialect. */
  async answered(model: string, dialect: Dialect): Promise<void> {
    const known = this.#learned.get(model);
    if (known?.isProven && known.until > Date.now()) return;
    this.#learned.set(model, { dialect, isProven: true, until: Date.now() + GOOD_FOR_MS });
    if (!this.#db) return;
    await keepEndpointFormat(this.#db, this.#baseUrl, model, dialect.format).catch((err: unknown) => {
      this.#log.warn({ err }, 'what the model endpoint takes could not be kept');
    });
  }

  async #find(model: string): Promise<Learned | null> {
    const known = this.#learned.get(model);
    if (known && known.until > Date.now()) return known;
    if (!this.#db) return null;
    const kept = await findEndpointFormat(this.#db, this.#baseUrl, model).catch((err: unknown) => {
      this.#log.warn({ err }, 'what the model endpoint takes could not be read');
      return null;
    });
    if (!kept) return null;
    const learned = {
      dialect: { ...STRICTEST, format: kept.format },
      isProven: true,
      until: kept.foundAt.getTime() + GOOD_FOR_MS,
    };
    this.#learned.set(model, learned);
    return learned;
  }
}

/** Without the query, in which some gateways want their key. */
function addressOnly(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return origin + pathname;
}
