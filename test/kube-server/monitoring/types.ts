/**
 * The types of monitoring.coreos.com/v1, the custom resources of the Prometheus Operator (its release 0.82), in the notation of notation.ts. Fields that few
 * installations set are `any`.
 */
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import type { Field, ObjectType, Scalar, Type } from '../../../src/simulator/kube/schema/type.ts';
import { parseFields } from './notation.ts';

const SCRAPING = `attachMetadata:any bodySizeLimit convertClassicHistogramsToNHCB:bool fallbackScrapeProtocol jobLabel keepDroppedTargets:int labelLimit:int
  labelNameLengthLimit:int labelValueLengthLimit:int namespaceSelector:MonitorNamespaceSelector nativeHistogramBucketLimit:int
  nativeHistogramMinBucketFactor:any podTargetLabels[] sampleLimit:int scrapeClass scrapeClassicHistograms:bool scrapeProtocols[=]
  selector:LabelSelector selectorMechanism targetLimit:int`;
const ENDPOINT = `authorization:any basicAuth:any bearerTokenSecret:any enableHttp2:bool filterRunning:bool followRedirects:bool honorLabels:bool
  honorTimestamps:bool interval metricRelabelings:RelabelConfig[] noProxy oauth2:any params:any path port proxyConnectHeader:any
  proxyFromEnvironment:bool proxyUrl relabelings:RelabelConfig[] scheme scrapeTimeout targetPort:port tlsConfig:any
  trackTimestampsStaleness:bool`;

const TYPES: Readonly<Record<string, string>> = {
  PodMonitor: 'apiVersion kind metadata:ObjectMeta spec:PodMonitorSpec',
  PodMonitorSpec: `${SCRAPING} podMetricsEndpoints:PodMetricsEndpoint[]`,
  PodMetricsEndpoint: `${ENDPOINT} portNumber:int`,
  ServiceMonitor: 'apiVersion kind metadata:ObjectMeta spec:ServiceMonitorSpec',
  ServiceMonitorSpec: `${SCRAPING} endpoints:MonitorEndpoint[] targetLabels[]`,
  MonitorEndpoint: `${ENDPOINT} bearerTokenFile`,
  MonitorNamespaceSelector: 'any:bool matchNames[]',
  RelabelConfig: 'action modulus:int regex replacement separator sourceLabels[] targetLabel',

  PrometheusRule: 'apiVersion kind metadata:ObjectMeta spec:PrometheusRuleSpec',
  PrometheusRuleSpec: 'groups:RuleGroup[name]',
  RuleGroup: 'interval labels:map limit:int name partial_response_strategy query_offset rules:AlertRule[]',
  AlertRule: 'alert annotations:map expr:port for keep_firing_for labels:map record',
};

const client = clientTypes();
const types = new Map(Object.entries(TYPES).map(([name, text]) => [name, objectType(name, text)]));

function objectType(name: string, text: string): ObjectType {
  let fields: ReadonlyMap<string, Field> | undefined;
  return {
    name,
    get fields() {
      fields ??= parseFields(text, type);
      return fields;
    },
  };
}

function type(name: string): Type {
  if (/^[a-z]/.test(name)) return name as Scalar;
  return types.get(name) ?? client(`V1${name}`);
}

export function monitoringType(name: string): ObjectType {
  return types.get(name)!;
}
