import { useState } from 'react';
import { ProtocolError } from '../../protocol/errors.ts';
import { type AccountProblem, accountProblemOf } from './account-problem.ts';

export interface Task {
  readonly isBusy: boolean;
  readonly problem: AccountProblem | undefined;
  /** One at a time: what is asked for meanwhile is not done. */
  run(work: () => Promise<void>): void;
  clear(): void;
}

/** Something that a person waits for: whether it is under way, and what came of it where it failed. */
export function useTask(): Task {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AccountProblem>();
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(accountProblemOf(error));
      if (!(error instanceof ProtocolError)) throw error;
    } finally {
      setBusy(false);
    }
  };
  return {
    isBusy,
    problem,
    run: (work) => {
      if (!isBusy) void run(work);
    },
    clear: () => setProblem(undefined),
  };
}
