/** The default metrics of prom-client about the process and Node.js. */
import { collectDefaultMetrics, Registry } from 'prom-client';

let shared: Registry | undefined;

/** Adds them to a registry. A process has one set, because each set starts its own observers of the event loop and of garbage collection. */
export function measureProcess(registry: Registry): void {
  if (!shared) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared });
  }
  for (const metric of shared.getMetricsAsArray()) registry.registerMetric(metric as never);
}
