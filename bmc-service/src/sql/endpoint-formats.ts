import type { Db } from '@aibmc/common/transaction';

export interface EndpointFormat {
  format: 'json_schema' | 'json_object' | 'text';
  foundAt: Date;
}

/** What an endpoint took for a model when it was last found out, if that was within the last seven days. */
export async function findEndpointFormat(
  db: Db,
  baseUrl: string,
  model: string,
): Promise<EndpointFormat | null> {
  const { rows } = await db.query<EndpointFormat>(
    `SELECT format, found_at AS "foundAt" FROM endpoint_formats
     WHERE base_url = $1 AND model = $2 AND found_at > now() - interval '7 days'`,
    [baseUrl, model],
  );
  return rows[0] ?? null;
}

export async function keepEndpointFormat(
  db: Db,
  baseUrl: string,
  model: string,
  format: EndpointFormat['format'],
): Promise<void> {
  await db.query(
    `INSERT INTO endpoint_formats (base_url, model, format) VALUES ($1, $2, $3)
     ON CONFLICT (base_url, model) DO UPDATE SET format = EXCLUDED.format, found_at = now()`,
    [baseUrl, model, format],
  );
}
