import { type Logger } from '@aibmc/common/logger';
import { type Metrics } from '@aibmc/common/metrics';
/** A logger that says nothing. */
export declare function testLogger(): Logger;
export declare function testMetrics(): Metrics;
