/**
 * The order of tiles over pages. Nobody moves without need: newcomers come last, and somebody who
 * speaks from a later page takes the last place of the first one.
 *
 * @param previous Keys in their order so far.
 * @param present Keys that are there now.
 * @param speaking The key that speaks, if any.
 * @param capacity Tiles on a page.
 */
export function orderTiles(
  previous: readonly string[],
  present: readonly string[],
  speaking: string | undefined,
  capacity: number,
): string[] {
  const order = previous.filter((key) => present.includes(key));
  order.push(...present.filter((key) => !order.includes(key)));
  const place = speaking === undefined ? -1 : order.indexOf(speaking);
  const last = capacity - 1;
  const displaced = order[last];
  if (speaking !== undefined && displaced !== undefined && place > last) {
    order[last] = speaking;
    order[place] = displaced;
  }
  return order;
}
