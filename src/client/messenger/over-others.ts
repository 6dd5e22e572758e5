import { ProtocolError } from '../../protocol/errors.ts';

/**
 * Makes a change that the server takes over one state only, again over whatever others have changed meanwhile.
 *
 * @param mostTries After so many its `conflict` is thrown.
 * @param change Makes it over the state as it is known here by then.
 * @param catchUp Learns of what the others have changed.
 */
export async function overOthers(
  mostTries: number,
  change: () => Promise<void>,
  catchUp: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await change();
      return;
    } catch (error) {
      const isStale = error instanceof ProtocolError && error.code === 'conflict';
      if (!isStale || tries === mostTries) throw error;
      await catchUp();
    }
  }
}
