import { Option } from 'commander';

/** The options of commands that read manifests or a cluster. */
export function liveOptions(): Option[] {
  return [
    new Option('--live', "read the cluster with kubectl's configuration. Files given with -f replace objects of the cluster"),
    new Option('--context <name>', 'context of the kubeconfig (default: the current one)'),
    new Option('--kubeconfig <file>', 'kubeconfig of the cluster or of a running demo (default: $KUBECONFIG, else ~/.kube/config)'),
  ];
}
