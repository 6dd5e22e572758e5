export type BrowserFamily = 'chromium' | 'firefox' | 'safari';

/** Whose dialogs the person sees; only words and pictures depend on it. */
export function browserFamily(userAgent: string): BrowserFamily {
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (userAgent.includes('Chrome/') || userAgent.includes('Chromium/')) return 'chromium';
  return userAgent.includes('Safari/') ? 'safari' : 'chromium';
}
