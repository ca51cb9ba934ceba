import type { Registry } from 'prom-client';

export type RenderedMetrics = Pick<Registry, 'contentType' | 'metrics'>;

/** Requests that arrive while the metrics are rendered share the text. */
export function renderedOnce(registry: RenderedMetrics): RenderedMetrics {
  let rendering: Promise<string> | undefined;
  return {
    contentType: registry.contentType,
    metrics: () => {
      rendering ??= registry.metrics().finally(() => {
        rendering = undefined;
      });
      return rendering;
    },
  };
}
