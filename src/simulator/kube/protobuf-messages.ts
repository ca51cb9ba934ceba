/**
 * The protobuf messages that kubectl sends, with the fields that a client fills in (k8s.io/api generated.proto). Field number → `name`: a string. `name#`: a
 * number. `name=`: bytes. `name:Message`: a nested message. `name{}`: a map of strings, `name={}`: of bytes, which JSON has in base64. `[]` at the end: a
 * list.
 */
export type Messages = Readonly<Record<string, Readonly<Record<number, string>>>>;

/** The first field of every API object. */
export const METADATA = { 1: 'metadata:ObjectMeta' };

export const MESSAGES: Messages = {
  Unknown: { 1: 'typeMeta:TypeMeta', 2: 'raw=' },
  TypeMeta: { 1: 'apiVersion', 2: 'kind' },
  Entry: { 1: 'key', 2: 'value' },
  BytesEntry: { 1: 'key', 2: 'value=' },
  ObjectMeta: {
    1: 'name',
    2: 'generateName',
    3: 'namespace',
    5: 'uid',
    6: 'resourceVersion',
    11: 'labels{}',
    12: 'annotations{}',
    14: 'finalizers[]',
  },
  Namespace: { ...METADATA, 2: 'spec:NamespaceSpec' },
  NamespaceSpec: { 1: 'finalizers[]' },
};

/** True if the message is an API object that a body may contain. */
export function isObjectMessage(messages: Messages, kind: string): boolean {
  return messages[kind]?.[1] === METADATA[1];
}
