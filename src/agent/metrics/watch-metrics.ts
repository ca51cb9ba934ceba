/** Metrics of the watches. They are read at each scrape. */
import { Gauge, type Registry } from 'prom-client';
import { type KindHealth, lastContact } from '../../kube/watch/kind-health.ts';

export function measureWatches(registry: Registry, health: () => readonly KindHealth[]): void {
  const gauge = (name: string, help: string, read: (watch: KindHealth) => number | undefined) =>
    new Gauge({
      name: `hns_policy_watch_${name}`,
      help,
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        for (const watch of health()) {
          const value = read(watch);
          if (value !== undefined) this.set({ kind: watch.kind }, value);
        }
      },
    });
  gauge('connected', '1 while a kind (pod, namespace, policy) has been listed and its watch is open.', watch => (watch.connected ? 1 : 0));
  gauge('failures', 'Consecutive failed attempts to list or watch a kind.', watch => watch.failures);
  gauge(
    'last_event_timestamp_seconds',
    'Time of the last list, event or bookmark of a kind. The API server sends a bookmark about every minute.',
    watch => {
      const contact = lastContact(watch);
      return contact === undefined ? undefined : contact / 1000;
    },
  );
}
