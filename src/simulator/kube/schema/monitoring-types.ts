/**
 * monitoring.coreos.com/v1, the custom resources of the Prometheus Operator (its release 0.82). What few installations set is taken as it is. The
 * notation is that of types.ts.
 */

const SCRAPING = `attachMetadata:any bodySizeLimit convertClassicHistogramsToNHCB:bool fallbackScrapeProtocol jobLabel keepDroppedTargets:int labelLimit:int
  labelNameLengthLimit:int labelValueLengthLimit:int namespaceSelector:MonitorNamespaceSelector nativeHistogramBucketLimit:int
  nativeHistogramMinBucketFactor:any podTargetLabels[] sampleLimit:int scrapeClass scrapeClassicHistograms:bool scrapeProtocols[=]
  selector:LabelSelector selectorMechanism targetLimit:int`;
const ENDPOINT = `authorization:any basicAuth:any bearerTokenSecret:any enableHttp2:bool filterRunning:bool followRedirects:bool honorLabels:bool
  honorTimestamps:bool interval metricRelabelings:RelabelConfig[] noProxy oauth2:any params:any path port proxyConnectHeader:any
  proxyFromEnvironment:bool proxyUrl relabelings:RelabelConfig[] scheme scrapeTimeout targetPort:port tlsConfig:any
  trackTimestampsStaleness:bool`;

export const MONITORING_TYPES: Readonly<Record<string, string>> = {
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
