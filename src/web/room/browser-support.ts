/** What keeps this page from making a call, before anything was tried. */
export function missingSupport(window: Window & typeof globalThis): 'insecure' | 'unsupported' | undefined {
  if (!window.isSecureContext) return 'insecure';
  const complete =
    'RTCPeerConnection' in window &&
    'mediaDevices' in window.navigator &&
    'locks' in window.navigator &&
    'ResizeObserver' in window;
  return complete ? undefined : 'unsupported';
}
