/** `spec.ingress[0].ports[1]` → `['spec', 'ingress', 0, 'ports', 1]`. A key with dots is in brackets: `metadata.labels[app.kubernetes.io/name]`. */
export function fieldPath(text: string): (string | number)[] {
  return [...text.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole, inner]) => {
    if (inner === undefined) return whole;
    return /^\d+$/.test(inner) ? Number(inner) : inner;
  });
}
