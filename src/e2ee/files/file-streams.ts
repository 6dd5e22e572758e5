import type { Bytes } from '../bytes.ts';
import { ByteGatherer } from './byte-gatherer.ts';
import { FileSourceChanged } from './file-errors.ts';
import type { FileLayout } from './file-layout.ts';
import type { FileOpener } from './file-opener.ts';
import type { FileSealer } from './file-sealer.ts';

/**
 * Takes a file's content in pieces of any size and gives its header, then its chunks. It ends with
 * {@link FileSourceChanged} where the content has another size than was said.
 */
export function sealingStream(sealer: FileSealer): TransformStream<Uint8Array, Bytes> {
  const { layout } = sealer;
  let index = 0;
  let content = contentOf(layout, index);
  const sealNext = async (controller: TransformStreamDefaultController<Bytes>) => {
    controller.enqueue(await sealer.seal(index, content.bytes));
    index += 1;
    content = contentOf(layout, index);
  };
  return new TransformStream<Uint8Array, Bytes>({
    start: (controller) => controller.enqueue(sealer.header),
    async transform(piece, controller) {
      let rest = piece;
      while (rest.length > 0) {
        const left = content.take(rest);
        if (left.length === rest.length) throw new FileSourceChanged();
        rest = left;
        if (content.isFull) await sealNext(controller);
      }
    },
    async flush(controller) {
      while (index < layout.chunkCount) {
        if (!content.isFull) throw new FileSourceChanged();
        await sealNext(controller);
      }
    },
  });
}

/** Takes nothing where a chunk is padding alone, and behind the last one. */
function contentOf(layout: FileLayout, index: number): ByteGatherer {
  if (index === layout.chunkCount) return new ByteGatherer(0);
  const { start, end } = layout.contentRange(index);
  return new ByteGatherer(end - start);
}

/**
 * Takes what is sealed and gives the content. It ends with a {@link FileRefusal} as soon as there is one: what came out
 * until then is of a file that is not whole, and is to be thrown away.
 */
export function openingStream(opener: FileOpener): TransformStream<Uint8Array, Bytes> {
  return new TransformStream<Uint8Array, Bytes>({
    async transform(piece, controller) {
      for (const content of await opener.push(piece)) controller.enqueue(content);
    },
    flush: () => opener.finish(),
  });
}
