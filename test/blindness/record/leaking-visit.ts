import type { TestBrowser } from '../../harness/browser.ts';
import { TcpProxy } from '../../harness/tcp-proxy.ts';
import { secretsOf } from '../search/known-plaintext.ts';
import { makeRoom, personRecord, shownLink } from './recorded-app-call.ts';
import type { CallRecord } from './recorded-call.ts';
import { RecordedServer } from './recorded-server.ts';

const name = 'Philippine Grünwald-Łobodziński';

/**
 * The control: a visit to the web app whose page is made to send what it must not, each thing in its own way: the
 * link's secret in a header and in a query, a key that is made of it in a Referer, the name in a cookie and over room
 * control.
 */
export async function recordLeakingVisit(browser: TestBrowser): Promise<CallRecord> {
  const server = await RecordedServer.start();
  let network: TcpProxy | undefined;
  try {
    network = await TcpProxy.open(server.proxy.port);
    const maker = await makeRoom(name, browser, network, sayNameInClear);
    const link = await shownLink(maker);
    const { invitation, roomId } = link;
    const metadataKey = secretsOf(invitation, 1, roomId).find(({ what }) => what.includes('room metadata'));
    await maker.page.evaluate(leakOverHttp, {
      name,
      invitation,
      secret: Buffer.from(invitation, 'base64url').toString('hex'),
      key: metadataKey?.bytes.toString('base64url') ?? '',
    });
    await maker.page.close();
    const people = [personRecord(maker, [])];
    return { roomId, server: await server.finish(), people, invitations: [invitation] };
  } finally {
    await network?.close();
    await server.close();
  }
}

/** Runs in the page, before it opens its room control. */
function sayNameInClear(displayName: string): void {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data: string) {
    WebSocket.prototype.send = send;
    send.call(this, JSON.stringify({ notification: true, method: 'leak', data: { displayName } }));
    send.call(this, data);
  };
}

/** Runs in the page. */
async function leakOverHttp(what: {
  name: string;
  invitation: string;
  secret: string;
  key: string;
}): Promise<void> {
  await fetch('/', { headers: { 'x-link': what.invitation } });
  await fetch(`/?secret=${what.secret}`);
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox and Chromium both have this one.
  document.cookie = `name=${encodeURIComponent(what.name)}`;
  await fetch('/?cookie');
  // biome-ignore lint/suspicious/noDocumentCookie: As above.
  document.cookie = 'name=; max-age=0';
  window.history.replaceState(null, '', `?key=${what.key}`);
  await fetch('/?referrer', { referrerPolicy: 'unsafe-url' });
}
