import type { Finding } from './finding.ts';

const marks: Readonly<Record<Finding['status'], string>> = {
  ok: 'ok',
  note: 'note',
  warn: 'WARN',
  fail: 'FAIL',
};

/** Lists findings for a person: what was checked, how it stands, and what to do. */
export function formatReport(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, status, message, advice }) => [
    `${marks[status].padEnd(5)} ${check.padEnd(16)} ${message}`,
    ...(advice === undefined ? [] : [`${' '.repeat(23)}-> ${advice}`]),
  ]);
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return `${lines.join('\n')}\n\n${verdict(count('fail'), count('warn'))}\n`;
}

function verdict(failures: number, warnings: number): string {
  const warned = warnings === 0 ? '' : ` ${plural(warnings, 'warning')}.`;
  if (failures > 0) return `${plural(failures, 'thing')} would stop calls.${warned}`;
  return `Nothing that would stop calls.${warned}`;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
