import { z } from 'zod';
import { mediaIdSchema } from './identifiers.ts';

export const iceParametersSchema = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});

const iceCandidate = z.object({
  foundation: z.string().max(64),
  priority: z.int().min(0),
  address: z.string().max(253),
  ip: z.string().max(253).optional(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().min(1).max(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['passive']).optional(),
});

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z
          .string()
          .regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}$/, 'expected a certificate fingerprint'),
      }),
    )
    .min(1)
    .max(8),
});

/** Everything that a browser needs to open its side of a `WebRtcTransport`. */
export const transportInfoSchema = z.object({
  transportId: mediaIdSchema,
  iceParameters: iceParametersSchema,
  iceCandidates: z.array(iceCandidate).max(32),
  dtlsParameters: dtlsParametersSchema,
});

export type IceParameters = z.infer<typeof iceParametersSchema>;
export type DtlsParameters = z.infer<typeof dtlsParametersSchema>;
export type TransportInfo = z.infer<typeof transportInfoSchema>;
