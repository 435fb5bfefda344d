/** Tells "PostgreSQL does not answer" from a fault of ours; the driver has no single error for it. */

/**
 * Codes of Node's sockets and of PostgreSQL: class 08 is a connection exception, 57P01 to 57P03 shutdown and start,
 * 53300 no connection left (PostgreSQL manual, appendix A).
 */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
const MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;
/** `fs` and others share codes such as ENOENT; only what a connect or the driver reports counts. */
const SYSCALLS = new Set(['connect', 'read', 'write', 'getaddrinfo']);

export function isDatabaseDown(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    if (typeof code === 'string' && (code.startsWith('08') || CODES.has(code))) {
      if (syscall === undefined || (typeof syscall === 'string' && SYSCALLS.has(syscall))) return true;
    }
    if (MESSAGES.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseDown)) return true;
  }
  return false;
}
