import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import styles from './error-boundary.module.css';

/** Stands in for a page that broke or could not be loaded (as after an update of the server). */
export class ErrorBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <main className={cx(styles.broken)}>
      <h1>{t('app.brokenTitle')}</h1>
      <p>{t('app.brokenText')}</p>
      <Button variant="primary" onPress={() => window.location.reload()}>
        {t('app.reload')}
      </Button>
    </main>
  );
}
