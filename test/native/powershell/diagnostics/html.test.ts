import assert from 'node:assert/strict';
import { needs } from '../../../needs.ts';
import { type Bundle, gather } from './gather.ts';
import { fixture, recorded, recordedKeys, writeRecordings } from './recordings.ts';
import { temporary } from './temporary.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`;

/** Tags with their attributes, as a browser parses them. Text and style are between them. */
function tagsOf(html: string): { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[] {
  const body = html.replace(/<style>[\s\S]*?<\/style>/, '<style></style>');
  return [...body.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/gi)].map(([, name, attributes]) => ({
    name: name!,
    attributes: new Map([...attributes!.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!])),
  }));
}

describe('powershell/diagnostics/html', function () {
  this.timeout(120_000);
  const folder = temporary();
  let bundle: Bundle;
  let html: string;

  before(async function () {
    needs(this, 'dotnet');
    const [pod] = recordedKeys('HcnQueryEndpointProperties');
    const document = JSON.parse(fixture('endpoint-1.json')) as Record<string, unknown>;
    const recordings = writeRecordings(await folder(), {
      [pod!]: { text: JSON.stringify({ ...document, Name: HOSTILE, State: 5, IpConfigurations: [{ IpAddress: HOSTILE }] }) },
      'hnsdiag.exe list all -d': { fails: HOSTILE },
      'crictl.exe pods': { text: `before \u0000\u0008 ${HOSTILE}` },
    });
    bundle = await gather({ folder: await folder(), recordings, parameters: { NodeName: `node ${HOSTILE}` } });
    html = bundle.text('index.html');
  });

  it('shows every finding, endpoint, collector and file of the index', () => {
    const { findings, endpoints, collectors, files } = bundle.index;
    const plain = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    for (const { title, advice, code } of findings) for (const text of [title, advice, code]) assert.ok(html.includes(plain(text)), text);
    for (const { id, name } of endpoints) for (const text of [id, name]) assert.ok(html.includes(plain(text)), text);
    for (const { name, title } of collectors) for (const text of [name, title]) assert.ok(html.includes(plain(text)), text);
    for (const { path } of files) assert.ok(html.includes(`href="${path}"`), path);
  });

  it('has no script and no external address, and a policy that forbids both', () => {
    const tags = tagsOf(html);
    const allowed =
      'html head meta title style body main h1 h2 h3 dl div dt dd ul li b p a article header span code details summary table thead tbody tr th td br footer';
    for (const { name, attributes } of tags) {
      assert.ok(allowed.split(' ').includes(name), `<${name}>`);
      for (const [key, value] of attributes) {
        assert.ok(['lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'id', 'href'].includes(key), `${key} in <${name}>`);
        if (key === 'href') assert.ok(bundle.files.has(decodeURIComponent(value)), value);
      }
    }
    const meta = tags.find(({ attributes }) => attributes.get('http-equiv') === 'Content-Security-Policy');
    assert.equal(meta?.attributes.get('content'), "default-src 'none'; style-src 'unsafe-inline'");
    assert.doesNotMatch(html.match(/<style>[\s\S]*<\/style>/)![0], /url\(|@import/);
  });

  it('escapes collected text', () => {
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    // Without the tags only text is left.
    const text = html
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/<!DOCTYPE html>|<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*>/gi, '');
    assert.doesNotMatch(text, /[<>]/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for control characters
    assert.doesNotMatch(html, /[\u0000-\u0008]/);
  });

  it('stays short: of many findings of one kind, only the first five are expanded', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => `6c0e3a1d-0b6f-4b58-9f5b-2a7c1e9d1${String(number).padStart(3, '0')}`);
    const document = (ID: string) =>
      JSON.stringify({ ID, Name: 'x', HostComputeNetwork: '04f2cc76-ae71-4e04-9b0b-d3f27d8bc4e3', State: 5 });
    const recordings = writeRecordings(await folder(), {
      ...recorded(),
      HcnEnumerateEndpoints: { text: JSON.stringify(ids) },
      'HNSCall GET /endpoints/': { text: '{"Success":true,"Output":[]}' },
      ...Object.fromEntries(ids.map(id => [`HcnQueryEndpointProperties ${id}`, { text: document(id) }])),
    });
    const many = await gather({ folder: await folder(), recordings });
    assert.equal(many.index.findings.filter(({ code }) => code === 'endpoint-state').length, 12);
    const [open, folded] = many.text('index.html').split('<details><summary>7 more of this kind</summary>');
    const states = (part: string | undefined) => [...(part ?? '').matchAll(/<code class="code">endpoint-state</g)].length;
    assert.deepEqual([states(open), states(folded)], [5, 7]);
  });
});
