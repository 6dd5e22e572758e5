const headEnd = '\r\n\r\n';

/** First byte of a frame (RFC 6455, section 5.2). */
const finalBit = 0x80;
const reservedBits = 0x70;
const opcodeBits = 0x0f;
/** Second byte of a frame. */
const maskBit = 0x80;
const lengthBits = 0x7f;
/** From here on, opcodes are those of control frames, which may stand between the fragments of a message. */
const firstControlOpcode = 8;

/** Whether one direction of a connection begins with the handshake of a WebSocket. */
export function isWebSocket(bytes: Buffer): boolean {
  return /^upgrade: *websocket *$/im.test(headOf(bytes));
}

/**
 * Decodes what follows the handshake, in one direction: fragments are joined, and masks are taken off (RFC 6455,
 * section 5.3). A frame that was not sent to its end is left out.
 *
 * @throws {Error} where an extension has changed the bytes, such as by compression: they could not be searched.
 */
export function webSocketMessages(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (let rest = bytes.subarray(headOf(bytes).length + headEnd.length); ; ) {
    const frame = readFrame(rest);
    if (frame === undefined) return messages;
    rest = rest.subarray(frame.size);
    if (frame.opcode >= firstControlOpcode) {
      messages.push(frame.payload);
      continue;
    }
    fragments.push(frame.payload);
    if (!frame.isFinal) continue;
    messages.push(Buffer.concat(fragments));
    fragments = [];
  }
}

/** The first request's or response's head, without the empty line that ends it. */
export function headOf(bytes: Buffer): string {
  return bytes.subarray(0, Math.max(0, bytes.indexOf(headEnd))).toString('latin1');
}

function readFrame(bytes: Buffer) {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first & reservedBits) !== 0) throw new Error('A WebSocket frame uses an extension.');
  const extended = { 126: 2, 127: 8 }[second & lengthBits] ?? 0;
  const mask = (second & maskBit) === 0 ? 0 : 4;
  const start = 2 + extended + mask;
  if (bytes.length < start) return undefined;
  const length = extended === 0 ? second & lengthBits : Number(`0x${bytes.toString('hex', 2, 2 + extended)}`);
  const size = start + length;
  if (bytes.length < size) return undefined;
  const key = bytes.subarray(2 + extended, start);
  const payload = Buffer.from(bytes.subarray(start, size));
  if (mask > 0) for (const [at, byte] of payload.entries()) payload[at] = byte ^ (key[at % 4] ?? 0);
  return { isFinal: (first & finalBit) !== 0, opcode: first & opcodeBits, payload, size };
}
