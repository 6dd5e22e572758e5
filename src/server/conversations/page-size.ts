/** Bytes after which a page ends. */
const pageBytes = 1_048_576;

/**
 * As many of the items, from the first on, as one answer carries: about a megabyte, and one in any case.
 *
 * @param sizeOf Bytes of an item.
 */
export function withinPage<T>(items: readonly T[], sizeOf: (item: T) => number): T[] {
  let bytes = 0;
  return items.filter((item, index) => {
    bytes += sizeOf(item);
    return index === 0 || bytes <= pageBytes;
  });
}
