import { useEffect, useState } from 'react';
import { useAccounts } from './use-accounts.ts';

export type Strength = 0 | 1 | 2 | 3 | 4;

/**
 * How hard a password is to guess; undefined while that is not known.
 *
 * @param personal Words that whoever guesses would try first.
 */
export function useStrength(password: string, personal: readonly string[]): Strength | undefined {
  const accounts = useAccounts();
  const [judged, setJudged] = useState<{ asked: string; score: Strength }>();
  const asked = JSON.stringify([password, ...personal]);
  useEffect(() => {
    if (password === '') return;
    let isCurrent = true;
    const words = JSON.parse(asked) as string[];
    accounts.passwordStrength(password, words.slice(1)).then(
      ({ score }) => isCurrent && setJudged({ asked, score }),
      // Its word list could not be loaded: the password's length is judged all the same.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [accounts, asked, password]);
  return judged?.asked === asked ? judged.score : undefined;
}
