/** The v1 policy lists: kube-proxy's load balancers (docs/reference/hns-api.md §3.5). Unknown fields and other kinds of policies are ignored. */
import { z } from 'zod';

const loadBalancerSchema = z.looseObject({
  Type: z.literal('ELB'),
  /** The addresses of a Service. Absent or empty: a NodePort. */
  VIPs: z
    .array(z.string())
    .nullish()
    .transform(list => list ?? []),
  /** HNS omits it if it is false. */
  IsDSR: z
    .boolean()
    .nullish()
    .transform(flag => flag ?? false),
});
export type LoadBalancer = z.output<typeof loadBalancerSchema>;

/** The answer to `GET /policylists/`. */
export const policyListsSchema = z
  .array(
    z.looseObject({
      Policies: z
        .array(z.unknown())
        .nullish()
        .transform(list => list ?? []),
    }),
  )
  .transform(lists =>
    lists.flatMap(({ Policies }) =>
      Policies.flatMap(policy => {
        const read = loadBalancerSchema.safeParse(policy);
        return read.success ? [read.data] : [];
      }),
    ),
  );
