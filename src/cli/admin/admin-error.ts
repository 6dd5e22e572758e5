/** A command cannot do what it was asked. The message says why, and what would help. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly code = 'admin-refused';
}
