import { parseRoomLink, type RoomLink } from '../../../src/web/room/room-link.ts';
import type { TestBrowser } from '../../harness/browser.ts';
import { until } from '../../harness/condition.ts';
import { Participant } from '../../harness/participant.ts';
import { TcpProxy } from '../../harness/tcp-proxy.ts';
import type { CallRecord } from './recorded-call.ts';
import type { PersonRecord } from './recorded-person.ts';
import { RecordedServer } from './recorded-server.ts';

/** The link that a call shows to whoever is alone in it, whole. */
interface ShownLink extends RoomLink {
  readonly invitation: string;
}

/** Nothing of them occurs in any text by chance. */
const names = ['Wolfhilde Çağlayan-Sjöstrøm', 'Ignatius Ŵynne-Þórðarson'] as const;

/**
 * The web app as people use it: one makes a room and hands on the link that the app shows, the other opens it; both
 * mute and unmute, turn the camera off and on; the link is renewed, one reloads the page amid the call, and one leaves.
 *
 * @returns A record without frames and without keys of epochs: the app as it is built gives none of them away.
 */
export async function recordAppCall(browsers: readonly [TestBrowser, TestBrowser]): Promise<CallRecord> {
  const server = await RecordedServer.start();
  const networks: TcpProxy[] = [];
  const people: Participant[] = [];
  const dump = async () => {
    const dumps = await Promise.all(people.map((person) => person.dump()));
    return [...dumps, '== server', server.process.tail()].join('\n');
  };
  const waitFor = (what: string, probe: () => Promise<boolean>) =>
    until(what, probe, { limit: 120_000, dump });
  const untilMet = async () => {
    for (const viewer of people) {
      for (const other of people) {
        if (other === viewer) continue;
        await waitFor(`${viewer.name} to see ${other.name}`, () => viewer.sees(other));
        await waitFor(`${viewer.name} to hear ${other.name}`, () => viewer.hears(other));
      }
    }
  };
  try {
    networks.push(await TcpProxy.open(server.proxy.port), await TcpProxy.open(server.proxy.port));
    const [near, far] = networks as [TcpProxy, TcpProxy];

    const maker = await makeRoom(names[0], browsers[0], near);
    people.push(maker);
    const link = await shownLink(maker);
    const guest = await Participant.open(names[1], browsers[1], far, link);
    people.push(guest);
    await guest.join();
    await untilMet();

    for (const [person, other] of [
      [maker, guest],
      [guest, maker],
    ] as const) {
      await person.press('Mute microphone');
      await waitFor(`${person.name} to be muted`, async () => !(await other.hears(person)));
      await person.press('Unmute microphone');
      await person.press('Turn camera off');
      await waitFor(`the camera of ${person.name} to be off`, async () => !(await other.sees(person)));
      await person.press('Turn camera on');
      await untilMet();
    }

    const firstCode = await verificationCode(maker);
    await renewLink(maker);
    const renewed = await waitForRenewal(guest, link);
    await guest.page.reload();
    await guest.page.waitForSelector('[role="toolbar"]');
    await untilMet();
    const lastCode = await verificationCode(guest);

    await maker.press('Leave the call');
    await waitFor(`${guest.name} to be alone`, async () => (await guest.tiles()).length === 0);
    await guest.press('Leave the call');
    await waitFor(`${guest.name} to have left`, async () => (await guest.connections()).length === 0);
    await Promise.all(people.map(({ page }) => page.close()));

    const codes = [firstCode, lastCode];
    return {
      roomId: link.roomId,
      server: await server.finish(),
      people: people.map((person) => personRecord(person, codes)),
      invitations: [link.invitation, renewed],
    };
  } finally {
    await Promise.all(networks.map((network) => network.close()));
    await server.close();
  }
}

/**
 * Goes in through the start page.
 *
 * @param prepare Runs in the page before, and is given the name.
 */
export async function makeRoom(
  name: string,
  browser: TestBrowser,
  network: TcpProxy,
  prepare?: (name: string) => void,
): Promise<Participant> {
  const maker = await Participant.arrive(name, browser, network, '/');
  if (prepare !== undefined) await maker.page.evaluate(prepare, name);
  await maker.page.locator('::-p-text(Start a room)').click();
  await maker.join();
  return maker;
}

/** @throws {Error} where it could not let anybody in. */
export async function shownLink({ page }: Participant): Promise<ShownLink> {
  await page.waitForSelector('input[readonly]');
  const text = await page.$eval('input[readonly]', (field) => (field as HTMLInputElement).value);
  const link = parseRoomLink(text);
  if (link?.invitation === undefined) throw new Error(`The app shows no link, but "${text}".`);
  return { ...link, invitation: link.invitation };
}

export function personRecord({ browser, name }: Participant, verificationCodes: string[]): PersonRecord {
  return { names: [name], kind: browser.kind, encoded: [], sent: [], secrets: [], verificationCodes };
}

async function openSecurity({ page }: Participant): Promise<void> {
  await page.locator('button[aria-label^="Encrypted."]').click();
  await page.waitForSelector('[role="dialog"]');
}

/** A sheet that is still leaving would take the next click. */
async function closeSheet({ page }: Participant): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForSelector('[role="dialog"]', { hidden: true });
}

/** As the app shows it to be read aloud. */
async function verificationCode(person: Participant): Promise<string> {
  const { page } = person;
  await openSecurity(person);
  const digits = 'section[aria-labelledby="compare-codes"] ol';
  await page.waitForSelector(digits);
  const text = await page.$eval(digits, (list) => list.textContent);
  await closeSheet(person);
  const groups = text.match(/\d{5}/g) ?? [];
  if (groups.length !== 6) throw new Error(`The app shows no code, but "${text}".`);
  return groups.join(' ');
}

async function renewLink(person: Participant): Promise<void> {
  const { page } = person;
  await openSecurity(person);
  await page.locator('::-p-aria([name="Renew the link…"][role="button"])').click();
  await page.locator('::-p-aria([name="Renew"][role="button"])').click();
  await page.waitForSelector('::-p-aria([name="Copy the new link"][role="button"])');
  await closeSheet(person);
}

/** @returns The new link's secret, once this browser keeps it for the next visit. */
async function waitForRenewal({ page }: Participant, { invitation, roomId }: ShownLink): Promise<string> {
  const kept = () =>
    page
      .evaluate((key) => localStorage.getItem(key) ?? '{}', `sottovoce.room.${roomId}`)
      .then((text) => {
        return (JSON.parse(text) as { invitation?: string }).invitation;
      });
  return until('the renewed link to be kept', async () => {
    const current = await kept();
    return current !== invitation && current;
  });
}
