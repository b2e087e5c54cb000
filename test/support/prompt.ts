import type { CommandedHost } from './commanded-host.js';
import type { Seen } from './oracle.js';
import { settle } from './programs.js';

/** What a person at a prompt leaves behind, each in its own way; the last keeps the prompt busy. */
const sevenJobs: readonly string[] = [
  'sleep 600.TOKEN &',
  'nohup sleep 600.TOKEN >/dev/null 2>&1 &',
  'sleep 600.TOKEN & disown',
  'setsid sleep 600.TOKEN &',
  '( setsid sh -c "sleep 600.TOKEN & exit 0" </dev/null >/dev/null 2>&1 & )',
  '( trap "" HUP; exec sleep 600.TOKEN ) &',
  'sleep 600.TOKEN',
];

/** A shell at whose prompt all this was typed, and whatever came of it. */
export interface Prompt {
  readonly block: string;
  readonly token: string;
  readonly shell: number;
  readonly jobs: readonly Seen[];
}

/** Opens a shell in a terminal and a block of its own, types the jobs, and waits until all of them run. */
export async function typeJobs(host: CommandedHost, scenarioToken: string, run = 0): Promise<Prompt> {
  const token = `${scenarioToken}${String(run).padStart(3, '0')}`;
  const block = `prompt ${run}`;
  const shell = await host.pty(block, ['/bin/bash', '--norc', '-i'], { PANETREE_TEST: token });
  await host.type(block, `set +o history\n${sevenJobs.join('\n').replaceAll('TOKEN', token)}\n`);
  const all = { name: 'a shell with seven jobs', file: '', processes: 8, survivors: 7, sleepers: 7 };
  const seen = await settle(all, token);
  return { block, token, shell, jobs: seen.filter(({ name }) => name === 'sleep') };
}
