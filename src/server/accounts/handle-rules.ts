/** Handles that people would take for the server's own voice, or for a part of an address. */
const reserved = new Set(
  `abuse account accounts admin administrator api bot calls contact everyone guest help here hostmaster info
  legal login logout me moderator nobody noreply null official owner postmaster privacy register root
  security settings signup sottovoce staff status support system team undefined webmaster www`.split(/\s+/),
);

/** Signs that look like others in many a typeface, and what each is taken for. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/0/g, 'o'],
  [/[1i]/g, 'l'],
  [/5/g, 's'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/[._-]/g, '-'],
];

/**
 * What a handle looks like at a glance: `paypa1` like `paypal`, `modern` like `modem`. No two accounts of a server
 * look the same.
 *
 * @param handle As {@link parseHandle} returns it: letters, digits and separators of ASCII alone.
 */
export function lookOf(handle: string): string {
  return lookAlikes.reduce((look, [signs, sign]) => look.replace(signs, sign), handle);
}

const reservedLooks = new Set([...reserved].map(lookOf));

/** Whether nobody may have a handle, or one that looks like it. */
export function isReserved(handle: string): boolean {
  return reservedLooks.has(lookOf(handle));
}
