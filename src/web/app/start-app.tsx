import '@fontsource-variable/figtree/wght.css';
import '../design/tokens.css';
import '../design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from '../i18n/i18n.ts';
import { App } from './app.tsx';
import { kept } from './kept.ts';
import { openStorage } from './memory-storage.ts';
import { createNavigation } from './navigation.ts';
import { createPreferences, rememberAccount } from './preferences.ts';
import type { Services } from './services.ts';
import { applyTheme } from './theme.ts';

/** Shows the app in the page. It stays as long as the page does. */
export async function startApp(element: HTMLElement, services: Services): Promise<void> {
  const storage = openStorage(() => window.localStorage);
  const tabStorage = openStorage(() => window.sessionStorage);
  // Before anything is loaded: it takes the secret of a room's link out of the address.
  const navigation = createNavigation(window, { device: storage, tab: tabStorage });
  const preferences = createPreferences(storage);
  applyTheme(document.documentElement, preferences);
  const { i18n } = await createI18n(preferences, navigator.languages, document.documentElement);
  const { load: loadAccounts } = kept(async () => {
    const accounts = await services.loadAccounts();
    rememberAccount(accounts.state, preferences);
    return accounts;
  });
  const device = { navigation, preferences, storage, tabStorage };
  createRoot(element).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <App device={device} services={{ ...services, loadAccounts }} />
      </I18nextProvider>
    </StrictMode>,
  );
}
