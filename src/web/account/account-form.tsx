import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../design/cx.ts';
import styles from './account-form.module.css';
import type { AccountProblem } from './account-problem.ts';

export interface AccountFormProps {
  onSubmit: () => void;
  problem: AccountProblem | undefined;
  children: ReactNode;
}

/** Fields, what went wrong with them on the server, and the button that sends them. */
export function AccountForm({ onSubmit, problem, children }: AccountFormProps) {
  return (
    <form
      noValidate
      className={cx(styles.form)}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <ProblemNote problem={problem} />
    </form>
  );
}

/** Stands below what was pressed, and is read aloud when it appears. */
export function ProblemNote({ problem }: { problem: AccountProblem | undefined }) {
  const { t } = useTranslation();
  if (problem === undefined) return null;
  const words =
    problem.kind === 'wait'
      ? t('account.problem.wait', { count: problem.minutes })
      : t(`account.problem.${problem.kind}`);
  return (
    <p role="alert" className={cx(styles.failure)}>
      {words}
    </p>
  );
}
