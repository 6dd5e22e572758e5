import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process as Linux's `/proc` tells it. */
interface ChildProcess {
  readonly pid: number;
  /** The program's name, cut to 15 characters by the kernel. */
  readonly name: string;
}

/** The living direct children of a process, in the order of their ids. */
export async function childProcesses(parent: number): Promise<ChildProcess[]> {
  const entries = await readdir('/proc');
  const found = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map((pid) => readStat(pid)));
  return found
    .flatMap((stat) => (stat !== undefined && stat.parent === parent && stat.state !== 'Z' ? [stat] : []))
    .sort((one, other) => one.pid - other.pid);
}

/** Reads `/proc/PID/stat` (proc(5)): the name stands in parentheses and may hold anything. */
async function readStat(
  pid: string,
): Promise<(ChildProcess & { parent: number; state: string }) | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended since the folder was read.
    return undefined;
  }
  const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(text) ?? [];
  if (name === undefined || state === undefined) return undefined;
  return { pid: Number(pid), name, state, parent: Number(parent) };
}

/** Whether a process has a UDP socket on a port. */
export async function holdsUdpPort(pid: number, port: number): Promise<boolean> {
  const tables = await Promise.all(
    ['udp', 'udp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  // The columns of proc(5): slot, local address, …; the tenth is the inode.
  const inodes = tables
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .flatMap((columns) => (columns[1]?.endsWith(suffix) && columns[9] !== undefined ? [columns[9]] : []));
  const folder = `/proc/${pid}/fd`;
  const open = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')),
  );
  return inodes.some((inode) => open.includes(`socket:[${inode}]`));
}
