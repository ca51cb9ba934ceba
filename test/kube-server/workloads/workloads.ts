/** DaemonSets, Jobs, ConfigMaps and Services. No controller creates pods. */
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { METADATA } from '../../../src/simulator/kube/protobuf-messages.ts';
import { resource } from '../../../src/simulator/kube/resource.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import { serviceName } from '../names.ts';
import { assignAddress, assignSelector, keepAddress } from './assigned.ts';
import { configMapColumns, daemonSetColumns, jobColumns, serviceColumns } from './columns.ts';
import { validateConfigMap } from './config-map.ts';
import { validateDaemonSet } from './daemon-set.ts';
import { daemonSetDefaults, jobDefaults, serviceDefaults } from './defaults.ts';
import { validateJob } from './job.ts';
import { validateService } from './service.ts';

const CONDITIONS = { conditions: '[type]' };
const type = clientTypes({
  DaemonSetStatus: CONDITIONS,
  JobStatus: CONDITIONS,
  ServiceStatus: CONDITIONS,
  ServiceSpec: { ports: '[port,protocol=TCP]' },
});

export const workloads: Extension = {
  kinds: [
    { ...resource(type('V1ConfigMap'), 'configmaps', 'cm'), columns: configMapColumns, validate: validateConfigMap },
    {
      ...resource(type('V1Service'), 'services', 'svc'),
      status: true,
      categories: ['all'],
      fields: { 'spec.clusterIP': service => service.spec?.clusterIP, 'spec.type': service => service.spec?.type },
      columns: serviceColumns,
      defaults: serviceDefaults,
      assign: assignAddress,
      keep: keepAddress,
      validate: validateService,
      validateName: serviceName,
    },
    {
      ...resource(type('V1DaemonSet'), 'daemonsets', 'ds'),
      group: 'apps',
      status: true,
      generation: true,
      categories: ['all'],
      columns: daemonSetColumns,
      defaults: daemonSetDefaults,
      assign: daemonSet => {
        daemonSet.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
      },
      validate: validateDaemonSet,
    },
    {
      ...resource(type('V1Job'), 'jobs'),
      group: 'batch',
      status: true,
      generation: true,
      categories: ['all'],
      fields: { 'status.successful': job => String(job.status?.succeeded ?? 0) },
      columns: jobColumns,
      defaults: jobDefaults,
      assign: assignSelector,
      validate: validateJob,
    },
  ],
  messages: { ConfigMap: { ...METADATA, 2: 'data{}', 3: 'binaryData={}' } },
};
