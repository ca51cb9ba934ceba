/** One document of an input file, still untyped. */
export interface Document {
  readonly value: unknown;
  /** The line, from 1, of a field such as `spec.ingress[0]`; of the nearest field around it where it is missing; of the document for ''. */
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
