/** How the watches fare, as metrics; asked when they are scraped. */
import { Gauge, type Registry } from 'prom-client';
import { type KindHealth, lastHeard } from '../../kube/watch/kind-health.ts';

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
  gauge('connected', '1 while the list of a kind of object is complete and a watch keeps it so: pod, namespace, policy.', watch =>
    watch.connected ? 1 : 0,
  );
  gauge('failures', 'Attempts in a row to list or watch a kind that have failed.', watch => watch.failures);
  gauge(
    'last_event_timestamp_seconds',
    'When the API server was last heard about a kind: a list, an event, or a bookmark, of which it sends one about every minute.',
    watch => {
      const heard = lastHeard(watch);
      return heard === undefined ? undefined : heard / 1000;
    },
  );
}
