/**
 * A truck's socket as the broker sees it: oversized packets end it before they are buffered,
 * and it is only read while there is room for what it brings.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { InFlight } from './in-flight.ts';
import { packetSizeCheck, type SizeLimits } from './packet-sizes.ts';

const READ_BUFFER_BYTES = 64 * 1024;

export function guardConnection(options: {
  socket: Socket;
  limits: SizeLimits;
  inFlight: InFlight;
  onRefused(reason: string): void;
}): Duplex {
  const { socket, inFlight } = options;
  const check = packetSizeCheck(options.limits);
  let wanted = false;
  const readOn = () => {
    if (wanted && !socket.destroyed) socket.resume();
  };
  const connection = new Duplex({
    allowHalfOpen: false,
    readableHighWaterMark: READ_BUFFER_BYTES,
    read() {
      wanted = true;
      if (inFlight.isFull()) inFlight.whenRoom(readOn);
      else socket.resume();
    },
    write(chunk, _encoding, done) {
      socket.write(chunk, done);
    },
    writev(parts, done) {
      socket.write(Buffer.concat(parts.map((part) => part.chunk)), done);
    },
    final(done) {
      socket.end(done);
    },
    destroy(error, done) {
      inFlight.forget(readOn);
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    const reason = check(chunk);
    if (reason !== '') {
      options.onRefused(reason);
      connection.destroy();
      return;
    }
    wanted = connection.push(chunk);
    if (wanted && !inFlight.isFull()) return;
    socket.pause();
    if (wanted) inFlight.whenRoom(readOn);
  });
  socket.on('end', () => connection.push(null));
  socket.on('error', (error) => connection.destroy(error));
  socket.on('close', () => connection.destroy());
  socket.pause();
  return connection;
}
