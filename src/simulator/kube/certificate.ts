/**
 * A temporary certificate authority and a server certificate for 127.0.0.1 (EC P-256). The DER is written here, because the X.509 library needs a
 * global polyfill and takes longer to load than the whole server.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** PEM texts. */
export interface ServerCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export function issueServerCertificate(now: Date = new Date()): ServerCertificate {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const authority = name('simulated-kubernetes-ca');
  const validity = sequence(time(new Date(now.getTime() - 86_400_000)), time(new Date(now.getTime() + 3650 * 86_400_000)));
  const caCert = certificate(authority, validity, authority, ca.publicKey, ca.privateKey, [
    extension('2.5.29.19', sequence(BOOLEAN_TRUE)), // basicConstraints: CA
    extension('2.5.29.15', tlv(0x03, Buffer.of(1, 0x06))), // keyUsage: keyCertSign, cRLSign
  ]);
  const serverCert = certificate(authority, validity, name('simulated-kubernetes'), server.publicKey, ca.privateKey, [
    extension('2.5.29.15', tlv(0x03, Buffer.of(7, 0x80))), // keyUsage: digitalSignature
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: serverAuth
    extension('2.5.29.17', sequence(tlv(0x87, Buffer.of(127, 0, 0, 1)), tlv(0x82, Buffer.from('localhost')))), // subjectAltName
  ]);
  return { ca: pem(caCert), cert: pem(serverCert), key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

function certificate(issuer: Buffer, validity: Buffer, subject: Buffer, key: KeyObject, signer: KeyObject, extensions: Buffer[]): Buffer {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, no leading zero byte
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))), // version 3
    tlv(0x02, serial),
    ECDSA_SHA256,
    issuer,
    validity,
    subject,
    key.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  return sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.of(0), sign('sha256', body, signer)));
}

function tlv(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const size: number[] = [];
  for (let rest = content.length; rest > 0; rest >>= 8) size.unshift(rest & 0xff);
  const length = content.length < 128 ? [content.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

function sequence(...contents: Uint8Array[]): Buffer {
  return tlv(0x30, ...contents);
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first! * 40 + second!];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let high = part >> 7; high > 0; high >>= 7) septets.unshift((high & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return tlv(0x06, Buffer.from(bytes));
}

function name(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('2.5.4.3'), tlv(0x0c, Buffer.from(commonName)))));
}

/** UTCTime, which covers years before 2050. */
function time(date: Date): Buffer {
  return tlv(0x17, Buffer.from(date.toISOString().replace(/^\d\d|[-:T]|\.\d+/g, '')));
}

/** All extensions are critical, as a CA's basicConstraints and keyUsage must be. Clients support all of these. */
function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), BOOLEAN_TRUE, tlv(0x04, value));
}

const BOOLEAN_TRUE = Buffer.of(0x01, 0x01, 0xff);
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
