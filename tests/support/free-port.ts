/**
 * A TCP port of this machine for a program that is started later, or again. It is none that the system gives to whoever asks for any port (those are
 * above 32,768): between finding and using one, another test would be given it too. Each process has a hundred of its own.
 */
import { createServer } from 'node:net';

const FIRST = 18_000;
const PROCESSES = 120;
const OF_A_PROCESS = 100;
let next = 0;

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < OF_A_PROCESS; tried += 1) {
    const port = FIRST + (process.pid % PROCESSES) * OF_A_PROCESS + (next % OF_A_PROCESS);
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
