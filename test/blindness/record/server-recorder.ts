/**
 * Loaded into a server's process before the server (`node --import`): records what mediasoup carries, through its
 * public observer, and lets every library write its own log. The server itself is not changed.
 *
 * Its URL's query names the folder: `server-recorder.ts?folder=/tmp/record`. Each producer's packets go into a file
 * `<kind>-<number>.rtp`, framed as in RFC 4571; what could not be recorded is told in `gaps.log`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, openSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import type { types } from 'mediasoup';

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '';

// Before anything is loaded that reads it: express, protoo, mediasoup and others tell what they do.
process.env.DEBUG = '*';
const { observer } = await import('mediasoup');

let producers = 0;

observer.on('newworker', (worker) => {
  worker.observer.on('newrouter', (router) => {
    let tap: Promise<types.DirectTransport> | undefined;
    router.observer.on('newtransport', (transport) => {
      // What comes through a pipe was recorded where it came in.
      if (transport.type === 'pipe') return;
      transport.observer.on('newproducer', (producer) => {
        tap ??= router.createDirectTransport();
        record(router, tap, producer).catch((error: unknown) => gap(`producer ${producer.id}: ${error}`));
      });
      transport.observer.on('newdataproducer', ({ id }) => gap(`data producer ${id}`));
    });
  });
});

// It has nobody to talk to but those who come to it.
subscribe('net.client.socket', () => gap(`outgoing connection: ${new Error('opened').stack}`));

async function record(
  router: types.Router,
  tap: Promise<types.DirectTransport>,
  producer: types.Producer,
): Promise<void> {
  producers += 1;
  const file = openSync(join(folder, `${producer.kind}-${producers}.rtp`), 'a');
  const consumer = await (await tap).consume({
    producerId: producer.id,
    rtpCapabilities: router.rtpCapabilities,
    // All layers of simulcast, as they come in.
    pipe: true,
  });
  consumer.on('rtp', (packet) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(packet.length);
    // At once: nothing may be lost when the process ends.
    writevSync(file, [length, packet]);
  });
}

function gap(what: string): void {
  appendFileSync(join(folder, 'gaps.log'), `${what}\n`);
}
