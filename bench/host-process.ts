import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Lines } from './lines.js';
import type { PlainCgroup } from './plain-cgroup.js';
import { program } from './programs.js';

/** A running `host.js`. */
export interface HostProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The directory of all its panes. */
  readonly instance: string;
  readonly members: number;
}

export interface HostShape {
  readonly pollMs: number;
  readonly panes: number;
  readonly processesPerPane: number;
  /** On the command line of each process of a pane. */
  readonly token: string;
}

/** Its panes come to lie below this cgroup too, so that ending that ends everything. */
export async function startHost(home: PlainCgroup, shape: HostShape): Promise<HostProcess> {
  const forest = [program('forest'), String(shape.processesPerPane), 'mixed', shape.token];
  const child = home.spawn(process.execPath, [
    fileURLToPath(new URL('host.js', import.meta.url)),
    String(shape.pollMs),
    String(shape.panes),
    ...forest,
  ]);
  const hello: unknown = JSON.parse(await new Lines(child).next());
  if (!isHello(hello) || child.pid === undefined) throw new Error(`a host said ${JSON.stringify(hello)}`);
  return { child, pid: child.pid, ...hello };
}

function isHello(value: unknown): value is { readonly instance: string; readonly members: number } {
  return typeof value === 'object' && value !== null && 'instance' in value && 'members' in value;
}
