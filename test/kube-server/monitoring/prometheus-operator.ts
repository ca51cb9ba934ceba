/** The custom resources of the Prometheus Operator that this project ships: PodMonitor, ServiceMonitor, PrometheusRule. */
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { resource } from '../../../src/simulator/kube/resource.ts';
import { AGE, NAME } from '../../../src/simulator/kube/table/column.ts';
import { monitoringType } from './types.ts';
import { validateMonitor, validatePrometheusRule } from './validation.ts';

const CUSTOM = {
  group: 'monitoring.coreos.com',
  custom: true,
  categories: ['prometheus-operator'],
  generation: true,
  columns: [NAME, AGE],
};

export const prometheusOperator: Extension = {
  kinds: [
    { ...resource(monitoringType('PodMonitor'), 'podmonitors', 'pmon'), ...CUSTOM, validate: validateMonitor },
    { ...resource(monitoringType('ServiceMonitor'), 'servicemonitors', 'smon'), ...CUSTOM, validate: validateMonitor },
    { ...resource(monitoringType('PrometheusRule'), 'prometheusrules', 'promrule'), ...CUSTOM, validate: validatePrometheusRule },
  ],
};
