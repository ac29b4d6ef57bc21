import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc shows it (Linux only). */
export interface Process {
  pid: number;
  parent: number;
  command: string;
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything: the fields start after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return fields[0] === 'Z' ? undefined : { pid, parent: Number(fields[1]), command };
  } catch {
    return undefined;
  }
}

/** The process and all its descendants, parents first. */
export function processTree(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((each) => each !== undefined);
  const tree = all.filter((each) => each.pid === root);
  for (const parent of tree) tree.push(...all.filter((each) => each.parent === parent.pid));
  return tree;
}

/** Resident bytes of one process; 0 when it is gone. Shared pages count in full. */
export function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Below a VS Code server. Several browsers on one server have an extension host each. */
export function extensionHosts(serverPid: number): Process[] {
  return processTree(serverPid).filter((each) => each.command.includes('--type=extensionHost'));
}

export function audioServers(serverPid: number): Process[] {
  return processTree(serverPid).filter((each) => /\bserver\.mjs\b/.test(each.command));
}

/** A command behind this obeys file modes even as root (Linux). */
export const withoutOverride = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'];
