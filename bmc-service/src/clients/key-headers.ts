/** Headers that carry the key beside `Authorization`: Azure wants its own keys in `api-key`. */
export function keyHeaders(baseUrl: string, apiKey: string | null): Record<string, string> {
  const isAzure = /\.(azure\.com|azure-api\.net)$/.test(new URL(baseUrl).hostname);
  return apiKey !== null && isAzure ? { 'api-key': apiKey } : {};
}
