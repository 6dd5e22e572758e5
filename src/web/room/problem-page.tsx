import {
  CircleSlash,
  CloudOff,
  DoorClosed,
  LockKeyhole,
  MonitorX,
  SearchX,
  ShieldAlert,
  UsersRound,
  Wrench,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import type { Problem } from '../app/problem.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { MessagePage } from '../design/message-page.tsx';

const icons = {
  'room-not-found': SearchX,
  'room-full': UsersRound,
  'room-locked': LockKeyhole,
  removed: DoorClosed,
  'encryption-required': LockKeyhole,
  'encryption-unavailable': MonitorX,
  'server-full': UsersRound,
  draining: Wrench,
  unreachable: CloudOff,
  insecure: ShieldAlert,
  unsupported: MonitorX,
  other: CircleSlash,
} as const;

/** Problems that another try may find gone. */
const passing: readonly string[] = [
  'room-full',
  'room-locked',
  'server-full',
  'draining',
  'unreachable',
  'other',
];

export interface ProblemPageProps {
  problem: Problem | 'insecure' | 'unsupported';
  onTryAgain?: () => void;
}

/** Why the room cannot be entered. */
export function ProblemPage({ problem, onTryAgain }: ProblemPageProps) {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  return (
    <MessagePage
      icon={<Icon of={icons[problem]} size="large" />}
      title={t(`problem.${problem}.title`)}
      text={t(`problem.${problem}.text`)}
      onHome={navigation.openStart}
      actions={
        <>
          {onTryAgain !== undefined && passing.includes(problem) && (
            <Button variant="primary" size="large" onPress={onTryAgain}>
              {t('app.tryAgain')}
            </Button>
          )}
          <Button size="large" onPress={navigation.openStart}>
            {t('app.home')}
          </Button>
        </>
      }
    />
  );
}
