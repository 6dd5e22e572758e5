import { Suspense, use } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountPage as Page } from '../app/route.ts';
import { Waiting } from '../app/waiting.tsx';
import { AccountPage } from './account-page.tsx';
import { loadAccountTexts } from './account-texts.ts';
import { LogInPage } from './log-in-page.tsx';
import { RecoverPage } from './recover-page.tsx';
import { SignUpPage } from './sign-up-page.tsx';

const pages = {
  'log-in': LogInPage,
  'sign-up': SignUpPage,
  recover: RecoverPage,
  account: AccountPage,
} as const satisfies Record<Page, () => React.ReactNode>;

/** The pages of an account, which load once somebody opens one of them. */
export default function AccountPages({ page }: { page: Page }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Texted page={page} />
    </Suspense>
  );
}

function Texted({ page }: { page: Page }) {
  const { i18n } = useTranslation();
  use(loadAccountTexts(i18n, i18n.language));
  const Shown = pages[page];
  return <Shown />;
}
