/**
 * Why something of a file does not open:
 * - `malformed`: no bytes of this layout, or of another version of it.
 * - `wrong-key`: sealed with another file key.
 * - `not-authentic`: changed, moved, repeated, left out in the middle, or taken from another file.
 * - `truncated`: it ends before its last chunk.
 * - `trailing-bytes`: something follows its last chunk.
 * - `wrong-size`: its content is not as long as its manifest says.
 * - `cannot-open`: a link's secret or password is wrong, or its record was changed. Nobody can tell which.
 */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
  readonly code:
    | 'malformed'
    | 'wrong-key'
    | 'not-authentic'
    | 'truncated'
    | 'trailing-bytes'
    | 'wrong-size'
    | 'cannot-open';

  constructor(code: FileRefusal['code']) {
    super(`A file was refused: ${code}.`);
    this.code = code;
  }
}

/** The source is not what it was when it was sealed. What was sealed of it is worth nothing: begin with a new key. */
export class FileSourceChanged extends Error {
  override readonly name = 'FileSourceChanged';
  readonly code = 'source-changed';

  constructor() {
    super('The file changed while it was being sealed.');
  }
}
