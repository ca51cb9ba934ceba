import assert from 'node:assert/strict';
import { lower } from '../../../src/hns/acl/lower.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { allowsMore } from '../../../src/hns/foreign/allows-more.ts';
import { grant, isolated, podPolicy } from '../acl/pod-policies.ts';
import { acl, CNI_DENY } from './acls.ts';

const OPEN = podPolicy({});
const CLOSED = podPolicy({ ingress: isolated() });
const WEB = podPolicy({ ingress: isolated(grant(['10.0.0.0/24'], { TCP: [80] })) });
const WIDER = podPolicy({ ingress: isolated(grant(['10.0.0.0/23'], { TCP: [[80, 81]] })) });
const EGRESS_TOO = podPolicy({ ingress: isolated(grant(['10.0.0.0/24'], { TCP: [80] })), egress: isolated() });
const ADDRESSES = WEB.pod.addresses;

describe('hns/foreign: the list that an endpoint holds allows more than the desired one', () => {
  const ours = (policy: typeof OPEN) => lower(policy).value;
  const ALLOW_BEHIND = acl('Allow', 'In', 65499);
  const ALLOW_IN_FRONT = acl('Allow', 'In', 1);

  for (const [what, held, desired, foreign, expected] of [
    ['no ACLs of ours, closed', OPEN, CLOSED, [], true],
    ['no ACLs of ours, open', OPEN, OPEN, [], false],
    ['the same', WEB, WEB, [], false],
    ['closed, and grants are desired', CLOSED, WEB, [], false],
    ['grants, and closed is desired', WEB, CLOSED, [], true],
    ['fewer grants', WEB, WIDER, [], false],
    ['more grants', WIDER, WEB, [], true],
    ['ingress alone, and both directions are desired', WEB, EGRESS_TOO, [], true],
    ['both directions, and ingress alone is desired', EGRESS_TOO, WEB, [], false],
    ['a foreign Allow that our Block would be in front of', OPEN, CLOSED, [ALLOW_BEHIND], true],
    ['a foreign Block of everything, without ACLs of ours', OPEN, CLOSED, [CNI_DENY], false],
    ['a foreign Allow in front of our Block in both', WEB, WEB, [ALLOW_IN_FRONT], false],
    ['a foreign Allow in front of our Block in both, and fewer grants are desired', WIDER, WEB, [ALLOW_IN_FRONT], true],
    ['an unreadable foreign Block that may not match', OPEN, CLOSED, [acl('Block', 'In', 1, { RemoteAddresses: 'a-set' })], true],
  ] as const) {
    it(`${what}: ${expected}`, () => {
      const list = (policy: typeof OPEN): EndpointPolicy[] => [...foreign, ...ours(policy)];
      assert.equal(allowsMore(list(held), list(desired), ADDRESSES), expected);
    });
  }

  it('an Allow of another engine in front of a foreign Block that ours would be behind', () => {
    const leftover = acl('Allow', 'In', 200, { RemoteAddresses: '10.0.0.9', Protocols: '6', LocalPorts: '80' });
    const block = acl('Block', 'In', 900, { RemoteAddresses: '10.0.0.9' });
    const end = acl('Block', 'In', 3000);
    assert.equal(allowsMore([leftover, block, end], [block, ...ours(WEB)], ADDRESSES), true);
    assert.equal(allowsMore([leftover, end], ours(WEB), ADDRESSES), false);
  });

  it('lists that are too long to compare', () => {
    const many = (shift: number) =>
      podPolicy({
        ingress: isolated(
          ...Array.from({ length: 900 }, (_, index) =>
            grant([`10.${index % 250}.${shift + (index % 7)}.0/24`], { TCP: [1000 + 2 * index] }),
          ),
        ),
      });
    assert.equal(allowsMore(ours(many(0)), ours(many(1)), ADDRESSES), true);
    assert.equal(allowsMore(ours(many(0)), ours(many(0)), ADDRESSES), false);
  });
});
