import { Gauge, type Registry } from 'prom-client';

/** The state is asked for when the metric is scraped, because contact with the API server is lost without an event. */
export function measureHealth(registry: Registry, isHealthy: () => boolean): void {
  new Gauge({
    name: 'hns_policy_healthy',
    help: '1 while HNS can be read, every local pod is enforced as written, and the API server can be watched.',
    registers: [registry],
    collect() {
      this.set(isHealthy() ? 1 : 0);
    },
  });
}
