import { z } from 'zod';

/** Whether people may make accounts: anybody, whoever holds an invitation, or nobody. */
export const registrationModeSchema = z.enum(['open', 'invitation', 'closed']);
