/** A service of its own for the tests: holds an embedded database until its input ends. Run: node postgres-owner.ts <dataDir> */
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: quiet });
  console.log(JSON.stringify({ url: postgres.url, pid: postgres.pid }));
  process.stdin.resume();
  process.stdin.on('end', () => void postgres.stop());
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
  process.exit(1);
}
