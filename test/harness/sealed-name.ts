/** Something of the shape of a sealed name, for peers that encrypt nothing: the server cannot tell. */
export function sealedName(name: string): string {
  const bytes = Buffer.alloc(286);
  bytes.write(name);
  return bytes.toString('base64url');
}
