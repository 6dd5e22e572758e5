import type { Signal } from '@preact/signals-core';
import { createContext, useContext } from 'react';
import type { Navigation } from './navigation.ts';
import type { Preferences } from './preferences.ts';

/** What this browser and this tab hold. */
export interface Device {
  readonly navigation: Navigation;
  readonly preferences: Signal<Preferences>;
  /** Lasts over visits. */
  readonly storage: Storage;
  /** Lasts as long as the tab, over refreshes. */
  readonly tabStorage: Storage;
}

const DeviceContext = createContext<Device | undefined>(undefined);

export const DeviceProvider = DeviceContext.Provider;

export function useDevice(): Device {
  const device = useContext(DeviceContext);
  if (device === undefined) throw new Error('useDevice needs a DeviceProvider above it');
  return device;
}
