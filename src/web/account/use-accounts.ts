import { use } from 'react';
import { type Accounts, useServices } from '../app/services.ts';

/** The library of accounts; whatever shows something of it waits until it is loaded. */
export function useAccounts(): Accounts {
  return use(useServices().loadAccounts());
}
