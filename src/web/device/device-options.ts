import type { Device } from '../../client/api.ts';
import type { Option } from '../design/select.tsx';

/** The id of the choice that leaves the device to the browser. */
export const automatic = 'automatic';

/** Devices as a list to choose from. Before permission they have no names, so they are numbered. */
export function deviceOptions(
  devices: readonly Device[],
  words: { automatic: string; unnamed: (number: number) => string },
): Option[] {
  return [
    { id: automatic, label: words.automatic },
    ...devices
      // Chromium lists the system's choice a second time under these ids.
      .filter((device) => device.id !== '' && device.id !== 'default' && device.id !== 'communications')
      .map((device, index) => ({
        id: device.id,
        label: device.label === '' ? words.unnamed(index + 1) : device.label,
      })),
  ];
}
