/** Long answers, made while they are sent: nothing of them is held whole, and they are packed for those who can unpack. */
import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends texts as they come; a failure in between ends the connection, so that half an answer never looks like a whole one. */
export function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  contentType: string,
  texts: AsyncIterable<string>,
): FastifyReply {
  const source = Readable.from(texts, { objectMode: false });
  reply.type(contentType).header('vary', 'accept-encoding');
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(source);
  const packed = createGzip({ level: constants.Z_BEST_SPEED });
  pipeline(source, packed, (error) => {
    if (error) request.log.warn({ err: error, url: request.url }, 'a long answer was cut off');
  });
  return reply.header('content-encoding', 'gzip').send(packed);
}
