/**
 * What capturing needs of a browser; tests bring their own. `mediaDevices` is missing on insecure pages
 * and in browsers without capture.
 */
export interface BrowserMedia {
  readonly isSecureContext: boolean;
  readonly mediaDevices: MediaDevices | undefined;
  /** The browser's permission for a kind of device, where it tells; it fires `change`. */
  permission(name: 'camera' | 'microphone'): Promise<PermissionStatus | undefined>;
}

export function browserMedia(): BrowserMedia {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return {
    isSecureContext: globalThis.isSecureContext,
    mediaDevices: devices,
    permission: async (name) => {
      try {
        return await navigator.permissions.query({ name });
      } catch {
        // Older browsers do not know these names, and throw.
        return undefined;
      }
    },
  };
}
