import { z } from 'zod';

/**
 * To be imported before any schema: zod compiles its object schemas with `new Function` where it may, and
 * finds out by trying, which the Content-Security-Policy blocks and reports on each page.
 */
z.config({ jitless: true });
