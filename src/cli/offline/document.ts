/** One untyped document of an input file. */
export interface Document {
  readonly value: unknown;
  /** Line, from 1, of a field such as `spec.ingress[0]`. For a missing field: of its nearest parent. For '': of the document. */
  lineOf(path: string): number;
}

/** A file that cannot be read as YAML or JSON. */
export class DocumentError extends Error {
  readonly line: number | undefined;

  constructor(line: number | undefined, message: string) {
    super(message);
    this.name = 'DocumentError';
    this.line = line;
  }
}
