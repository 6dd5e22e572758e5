/**
 * Why something that is said of a person is not believed:
 * - `malformed`: no bytes of this layout, or of another version of it.
 * - `not-authentic`: not signed by whom it has to be, or not for whoever reads it.
 * - `broken-chain`: not the entry that follows on what is known.
 * - `not-allowed`: signed and in its place, and against the rules all the same.
 */
export class IdentityRefusal extends Error {
  readonly code: 'malformed' | 'not-authentic' | 'broken-chain' | 'not-allowed';

  constructor(code: IdentityRefusal['code']) {
    super(`What was said of a person was refused: ${code}.`);
    this.name = 'IdentityRefusal';
    this.code = code;
  }
}
