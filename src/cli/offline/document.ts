/** A position in a text. Both count from 1, and `column` counts characters. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** One untyped document of an input file. */
export interface Document {
  /** A list that has `items` lacks them here. */
  readonly value: unknown;
  /** The items of a JSON list, in order. Each is parsed when the iteration reaches it. @throws DocumentError for an item that is not JSON. */
  readonly items?: Iterable<Document>;
  /** The location of a field such as `spec.ingress[0]`. For a missing field: of its nearest parent. For '': of the document. */
  locate(path: string): Location;
  /** The text of a scalar as it is written, for instance `0x50`. Undefined: the path leads to no scalar. */
  sourceOf(path: string): string | undefined;
}

/** A file that cannot be read as YAML or JSON. */
export class DocumentError extends Error {
  readonly location: Location | undefined;

  constructor(location: Location | undefined, message: string) {
    super(message);
    this.name = 'DocumentError';
    this.location = location;
  }
}
