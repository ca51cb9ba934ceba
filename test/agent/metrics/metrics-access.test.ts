import assert from 'node:assert/strict';
import { MetricsAccess } from '../../../src/agent/metrics/metrics-access.ts';
import type { ApiRequest } from '../../../src/kube/watch/connection.ts';

const MINUTE = 60_000;
const CLIENT = '10.0.0.9';

/** An API server that knows the token `good` and the token `known`, whose user may not get /metrics. */
function server() {
  const requests: ApiRequest[] = [];
  let now = 0;
  let broken = false;
  const send = async (request: ApiRequest): Promise<unknown> => {
    requests.push(request);
    if (broken) throw new Error('connect ECONNREFUSED');
    const { kind, spec } = request.body as { kind: string; spec: { token?: string; user?: string } };
    if (kind === 'SubjectAccessReview') return { status: { allowed: spec.user === 'prometheus' } };
    const username = { good: 'prometheus', known: 'stranger' }[spec.token!];
    const user = { username, uid: 'u1', groups: ['g'], extra: { 'example.com/a': ['b'] } };
    return { status: username ? { authenticated: true, user } : { error: 'invalid' } };
  };
  return {
    requests,
    access: new MetricsAccess({ send, now: () => now }),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    breakDown: (value: boolean) => {
      broken = value;
    },
  };
}

describe('agent/metrics/metrics-access', () => {
  it('asks for the user of the token, and whether that user may get /metrics', async () => {
    const { access, requests } = server();
    assert.equal(await access.verdict('good', CLIENT), 'allowed');
    assert.deepEqual(
      requests.map(({ method, path, body }) => ({ method, path, body })),
      [
        {
          method: 'POST',
          path: '/apis/authentication.k8s.io/v1/tokenreviews',
          body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'good' } },
        },
        {
          method: 'POST',
          path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SubjectAccessReview',
            spec: {
              user: 'prometheus',
              uid: 'u1',
              groups: ['g'],
              extra: { 'example.com/a': ['b'] },
              nonResourceAttributes: { path: '/metrics', verb: 'get' },
            },
          },
        },
      ],
    );
  });

  it('rejects an unknown token, and a user without the permission', async () => {
    const { access } = server();
    assert.equal(await access.verdict('bad', CLIENT), 'unauthenticated');
    assert.equal(await access.verdict('known', CLIENT), 'forbidden');
  });

  it('an incomplete answer never allows', async () => {
    for (const answer of [
      {},
      { status: {} },
      { status: { authenticated: true } },
      { status: { authenticated: true, user: { username: '' } } },
      null,
    ]) {
      const access = new MetricsAccess({ send: async () => answer, now: () => 0 });
      assert.notEqual(await access.verdict('good', CLIENT).catch(() => 'an error'), 'allowed');
    }
    const access = new MetricsAccess({
      send: async ({ path }) =>
        path.includes('tokenreviews') ? { status: { authenticated: true, user: { username: 'a' } } } : { status: {} },
      now: () => 0,
    });
    await assert.rejects(access.verdict('good', CLIENT));
  });

  it('uses an answer again for a minute', async () => {
    const { access, requests, pass } = server();
    for (const token of ['good', 'bad']) await access.verdict(token, CLIENT);
    const before = requests.length;
    pass(MINUTE - 1);
    assert.deepEqual([await access.verdict('good', CLIENT), await access.verdict('bad', CLIENT)], ['allowed', 'unauthenticated']);
    assert.equal(requests.length, before);
    pass(1);
    await access.verdict('good', CLIENT);
    assert.equal(requests.length, before + 2);
  });

  it('asks once for requests at the same time', async () => {
    const { access, requests } = server();
    await Promise.all(Array.from({ length: 50 }, () => access.verdict('good', CLIENT)));
    assert.equal(requests.length, 2);
  });

  it('makes at most 10 checks in a minute for one client, and 60 for all', async () => {
    const { access, requests, pass } = server();
    const verdicts = async (client: string) => Promise.all(Array.from({ length: 20 }, (_, i) => access.verdict(`${client}-${i}`, client)));
    const first = await verdicts('a');
    assert.deepEqual([first.filter(Boolean).length, requests.length], [10, 10]);
    for (let client = 0; client < 20; client++) await verdicts(`client-${client}`);
    assert.equal(requests.length, 60);
    pass(MINUTE);
    await verdicts('a');
    assert.equal(requests.length, 70);
  });

  it('a flood of other tokens does not stop a client that was allowed before', async () => {
    const { access, pass } = server();
    assert.equal(await access.verdict('good', CLIENT), 'allowed');
    for (let minute = 0; minute < 5; minute++) {
      pass(MINUTE);
      for (let i = 0; i < 200; i++) await access.verdict(`flood-${minute}-${i}`, `10.1.0.${i}`);
      assert.equal(await access.verdict('good', CLIENT), 'allowed');
    }
  });

  it('does not keep an error of the API server', async () => {
    const { access, breakDown } = server();
    breakDown(true);
    await assert.rejects(access.verdict('good', CLIENT), /ECONNREFUSED/);
    breakDown(false);
    assert.equal(await access.verdict('good', CLIENT), 'allowed');
  });
});
