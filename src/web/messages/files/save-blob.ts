/** Milliseconds for which a browser may need the address of what it saves. */
const grace = 60_000;

/** Hands a file to the browser's own way of saving. It is never opened as a page of this origin. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), grace);
}
