import { Suspense } from 'react';
import type { AccountPage as Page } from '../app/route.ts';
import { Waiting } from '../app/waiting.tsx';
import { AccountPage } from './account-page.tsx';
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
  const Shown = pages[page];
  return (
    <Suspense fallback={<Waiting />}>
      <Shown />
    </Suspense>
  );
}
