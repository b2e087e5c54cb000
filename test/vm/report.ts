import { writeSync } from 'node:fs';

/** What the suite tells the host of the machine, one JSON line each; `end` says that nothing is missing. */
export type Line =
  | { readonly type: 'start'; readonly placement: string; readonly cgroup: string }
  | {
      readonly type: 'backend';
      readonly name: string;
      readonly confidence: string;
      readonly reasons: readonly string[];
    }
  | CaseLine
  | { readonly type: 'end' };

interface CaseLine {
  readonly type: 'case';
  readonly rule: number;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'left out';
  readonly ms: number;
  /** Why it failed or was left out. */
  readonly reason?: string;
}

export function tell(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
