import { createLogger, type Logger } from '@aibmc/common/logger';
import { createMetrics, type Metrics } from '@aibmc/common/metrics';

/** A logger that says nothing. */
export function testLogger(): Logger {
  return createLogger('test', 'silent');
}

export function testMetrics(): Metrics {
  return createMetrics('test');
}
