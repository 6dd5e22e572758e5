import { spawn } from 'node:child_process';

/**
 * Runs a command in a network namespace with an address from the benchmarking range (RFC 2544), for
 * machines that have none but the loopback: `node test/harness/private-network.ts npm test`. Needs
 * `unshare` and `ip`; in place of root, user namespaces do.
 */
const script = [
  'ip link set lo up',
  'ip link add sottovoce type veth peer name nobody',
  'ip link set nobody up',
  'ip address add 198.18.0.1/24 dev sottovoce',
  'ip link set sottovoce up',
  'exec "$@"',
].join(' && ');

const command = process.argv.slice(2);
const namespace = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];

const child = spawn('unshare', [...namespace, 'sh', '-c', script, 'sh', ...command], { stdio: 'inherit' });
child.once('error', (error) => {
  console.error(`The private network could not be made: ${error.message}`);
  process.exitCode = 1;
});
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});
