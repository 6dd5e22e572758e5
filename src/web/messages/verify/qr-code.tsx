import { encodeQR } from 'qr';
import { useMemo } from 'react';
import { cx } from '../../design/cx.ts';
import styles from './qr-code.module.css';

/** Blank modules around a code, without which cameras do not find it. */
const margin = 2;

/** A text as a QR code, dark on light in either theme: many cameras read no other. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawing(text), [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} className={cx(styles.code)}>
      <path d={path} />
    </svg>
  );
}

function drawing(text: string): { path: string; size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: margin });
  const path = rows
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return { path, size: rows.length };
}
