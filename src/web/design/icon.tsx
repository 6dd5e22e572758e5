import type { LucideIcon } from 'lucide-react';

export interface IconProps {
  of: LucideIcon;
  size?: 'small' | 'medium' | 'large';
}

const pixels = { small: 16, medium: 20, large: 24 } as const;

/** One drawing of the set, always at the same stroke. Its name stands on the control around it. */
export function Icon({ of: Drawing, size = 'medium' }: IconProps) {
  return <Drawing size={pixels[size]} strokeWidth={1.75} absoluteStrokeWidth aria-hidden focusable={false} />;
}
