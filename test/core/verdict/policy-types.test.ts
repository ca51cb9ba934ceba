import { cluster, pod, policy } from '../../oracle/notation.ts';
import type { RawPolicySpec } from '../../oracle/raw.ts';
import { table } from './table.ts';

const PODS = [pod('web', '10.0.0.1'), pod('y/client', '10.0.0.2')];
/** Applies one policy to `web` and checks the traffic into and out of it. */
function directions(spec: RawPolicySpec, want: { readonly in: 'allow' | 'block'; readonly out: 'allow' | 'block' }): void {
  table(cluster(...PODS, policy('p', { podSelector: {}, ...spec })), [
    [want.in, 'y/client > web:80'],
    [want.out, 'web > y/client:80'],
  ]);
}
const INGRESS_RULES = [undefined, null, [], [{ ports: [{ port: 81 }] }]];

describe('core/verdict: policyTypes', () => {
  for (const [spelling, missing] of [
    ['missing', {}],
    ['null', { policyTypes: null }],
    ['empty', { policyTypes: [] }],
  ] as const) {
    it(`${spelling}: Ingress always, with any ingress rules`, () => {
      for (const ingress of INGRESS_RULES)
        directions({ ...missing, ...(ingress === undefined ? {} : { ingress }) }, { in: 'block', out: 'allow' });
    });

    it(`${spelling}: Egress exactly when there is an egress rule`, () => {
      directions({ ...missing, egress: [] }, { in: 'block', out: 'allow' });
      directions({ ...missing, egress: null }, { in: 'block', out: 'allow' });
      directions({ ...missing, egress: [{ ports: [{ port: 81 }] }] }, { in: 'block', out: 'block' });
      directions({ ...missing, egress: [{}] }, { in: 'block', out: 'allow' });
      directions({ ...missing, ingress: [{}], egress: [{ to: [{ podSelector: {} }] }] }, { in: 'allow', out: 'block' });
    });
  }

  it('declared types win: rules of the other direction neither isolate nor allow', () => {
    directions({ policyTypes: ['Ingress'], egress: [{ ports: [{ port: 81 }] }] }, { in: 'block', out: 'allow' });
    directions({ policyTypes: ['Egress'], ingress: [{ ports: [{ port: 81 }] }] }, { in: 'allow', out: 'block' });
    const dead = policy('dead', { podSelector: {}, policyTypes: ['Egress'], ingress: [{}] });
    table(cluster(...PODS, dead, policy('deny', { podSelector: {} })), [['block', 'y/client > web:80']]);
  });

  it('both types in any order, and one type twice, apply as written', () => {
    directions({ policyTypes: ['Ingress', 'Egress'] }, { in: 'block', out: 'block' });
    directions({ policyTypes: ['Egress', 'Ingress'] }, { in: 'block', out: 'block' });
    directions({ policyTypes: ['Ingress', 'Ingress'] }, { in: 'block', out: 'allow' });
  });
});
