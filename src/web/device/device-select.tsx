import { useTranslation } from 'react-i18next';
import type { Device } from '../../client/api.ts';
import { Select } from '../design/select.tsx';
import { automatic, deviceOptions } from './device-options.ts';

export interface DeviceSelectProps {
  label: string;
  devices: readonly Device[];
  selectedId: string | undefined;
  onSelect: (id: string) => void;
}

/** A list of devices of one kind. Without one, it says so. */
export function DeviceSelect({ label, devices, selectedId, onSelect }: DeviceSelectProps) {
  const { t } = useTranslation();
  const known = deviceOptions(devices, {
    automatic: devices.length === 0 ? t('device.none') : t('device.automatic'),
    unnamed: (number) => t('device.unnamed', { number }),
  });
  const options =
    known.length > 1 && selectedId !== undefined ? known.filter(({ id }) => id !== automatic) : known;
  const isKnown = options.some(({ id }) => id === selectedId);
  return (
    <Select
      label={label}
      options={options}
      selectedId={isKnown && selectedId !== undefined ? selectedId : (options[0]?.id ?? automatic)}
      onSelect={(id) => id !== automatic && onSelect(id)}
      isDisabled={devices.length === 0}
    />
  );
}
