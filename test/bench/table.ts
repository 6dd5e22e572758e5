import { type Figure, type Finding, median, quantile } from './figures.ts';

const columns = ['figure', 'unit', 'p50', 'p95', 'min', 'max', 'n'] as const;

/** Writes a finding as a Markdown table, so that it can stand in the documentation as it was printed. */
export function formatFinding(finding: Finding): string {
  const conditions = Object.entries(finding.conditions).map(([name, value]) => `${name}: ${value}`);
  const rows = [columns, ...finding.figures.map(row)];
  const widths = columns.map((_, column) => Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map(
    (cells) => `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width, column) => (column < 2 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [
    `### ${finding.benchmark}`,
    '',
    conditions.join('; '),
    '',
    lines[0],
    rule,
    ...lines.slice(1),
    '',
  ].join('\n');
}

function row(figure: Figure): string[] {
  const { samples } = figure;
  const values = [median(samples), quantile(samples, 0.95), Math.min(...samples), Math.max(...samples)];
  return [figure.name, figure.unit, ...values.map(round), String(samples.length)];
}

function pad(cell: string, width: number, column: number): string {
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

/** Three significant digits below a thousand, whole numbers above. */
function round(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
