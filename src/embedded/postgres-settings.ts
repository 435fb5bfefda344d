/**
 * How the embedded PostgreSQL is set up: durable before fast, and modest, since it shares the machine with the service.
 * Given on the command line, so they hold whatever postgresql.conf says.
 */
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Parallel queries share memory through /dev/shm; containers often have only 64 MB of it, or none. */
const SHM_BYTES_MIN = 256 * MB;

/** The options of one start, as `-c name=value` pairs. */
export async function postgresArguments(port: number): Promise<string[]> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // No socket file: its folder would have to be writable for two accounts, and its path be short.
    unix_socket_directories: '',
    max_connections: '100',
    // A month's partitions and their indexes are all locked by a query over a year.
    max_locks_per_transaction: '256',

    // An acknowledged reading survives a power cut.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_wal_size: '1GB',
    checkpoint_timeout: '10min',

    shared_buffers: `${sharedBuffersMb()}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    huge_pages: 'off',
    dynamic_shared_memory_type: (await hasSharedMemory()) ? 'posix' : 'mmap',
    // Compiling a query costs more than the short ones here take.
    jit: 'off',
    random_page_cost: '1.1',

    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // Everything goes to stderr, which the supervisor reads line by line.
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '',
    log_checkpoints: 'off',
    // A statement holds people's data: never log it.
    log_min_error_statement: 'panic',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** An eighth of the memory, 32 to 256 MB. */
function sharedBuffersMb(): number {
  return Math.max(32, Math.min(256, Math.floor(totalmem() / 8 / MB)));
}

async function hasSharedMemory(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const shm = await statfs('/dev/shm').catch(() => undefined);
  return shm !== undefined && shm.bavail * shm.bsize >= SHM_BYTES_MIN;
}
