import { API_PREFIX } from '@aibmc/common/contract/route';
import axios from 'axios';
import type { FrontendConfig } from '../config.ts';

const TIMEOUT_MS = 2_000;

export interface Health {
  service: string;
  /** Milliseconds until it answered that it is well; null: it did not. */
  ms: number | null;
}

/** Whether each service answers, and how fast; all are asked at once, for two seconds at most. */
export async function checkHealth(config: FrontendConfig): Promise<Health[]> {
  return Promise.all([
    healthOf('user-service', config.USER_SERVICE_URL),
    healthOf('group-service', config.GROUP_SERVICE_URL),
    healthOf('bmc-service', config.BMC_SERVICE_URL),
  ]);
}

async function healthOf(service: string, url: string): Promise<Health> {
  const start = performance.now();
  const isWell = await axios
    .get(`${url}${API_PREFIX}/health`, {
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      maxContentLength: 10_000,
      proxy: false,
    })
    .then(() => true)
    .catch(() => false);
  return { service, ms: isWell ? Math.round(performance.now() - start) : null };
}
