import type { Config } from '../../config/schema.ts';

/**
 * Whether a page of this origin may use the server: the server's own pages, those under its public URL
 * and those of the allowed origins. Programs that are no browsers send no origin and pass; they gain
 * nothing, as no cookie or other ambient right exists here.
 *
 * @param origin The request's `Origin` header.
 * @param host The request's `Host` header.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  { publicUrl, allowedOrigins }: Pick<Config['server'], 'publicUrl' | 'allowedOrigins'>,
): boolean {
  if (origin === undefined) return true;
  if (origin === publicUrl || allowedOrigins.includes(origin)) return true;
  // The scheme may differ where a proxy ends TLS.
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
