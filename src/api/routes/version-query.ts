/** A delete names the version it is based on in its address, for it has no body. */
import { z } from 'zod';

export const VersionQuery = z.object({
  version: z.coerce
    .number({ error: 'is missing; send ?version= with the version that you looked at' })
    .int()
    .min(1)
    .meta({ description: 'The version that you looked at' }),
});
