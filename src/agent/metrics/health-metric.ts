import { Gauge, type Registry } from 'prom-client';

/** The state is asked for when the metrics are scraped, because contact with the API server is lost without an event. */
export function measureHealth(registry: Registry, isHealthy: () => boolean, isReady: () => boolean): void {
  new Gauge({
    name: 'hns_policy_healthy',
    help: '1 while HNS can be read, every local pod is enforced as written, and the API server can be watched.',
    registers: [registry],
    collect() {
      this.set(isHealthy() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'hns_policy_ready',
    help: '1 while /readyz answers 200: every local endpoint is in sync, or the node is too old (hns_policy_unsupported).',
    registers: [registry],
    collect() {
      this.set(isReady() ? 1 : 0);
    },
  });
}
