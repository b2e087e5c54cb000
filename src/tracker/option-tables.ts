import type { SpawnOptions } from 'node:child_process';
import type { Command, Limits } from '../platform/contract.js';
import type { LinuxCgroupOptions, MacosPgidOptions, WindowsJobOptions } from '../platform/select.js';
import type { AdoptOptions, RegistryOptions, UsageOptions, WatchUsageOptions, WrapOptions } from './api.js';
import type { KillOptions, KillPidOptions, KillStep } from './kill-api.js';
import type { KeyTable } from './known-keys.js';
import type { OutputRingOptions } from './output-ring.js';
import type { RunDescription, RunOutput, RunRoot, RunSpawnOptions } from './run-api.js';
import type { HeldTerminal } from './terminal-api.js';

/** The keys of every object that a caller hands to the tracker; the compiler holds each table to its type. */

export const registryKeys: KeyTable<RegistryOptions> = {
  backend: true,
  pollIntervalMs: true,
  onHostExit: true,
  delegation: true,
  stateDir: true,
  bus: true,
  redact: true,
};

export const linuxCgroupKeys: KeyTable<LinuxCgroupOptions> = { killMethod: true };
export const macosPgidKeys: KeyTable<MacosPgidOptions> = { ps: true };
export const windowsJobKeys: KeyTable<WindowsJobOptions> = { helper: true };

export const commandKeys: KeyTable<Command> = {
  file: true,
  args: true,
  cwd: true,
  env: true,
  descriptors: true,
};

export const wrapKeys: KeyTable<WrapOptions> = { run: true };

export const spawnKeys: KeyTable<SpawnOptions> = {
  argv0: true,
  cwd: true,
  detached: true,
  env: true,
  gid: true,
  killSignal: true,
  serialization: true,
  shell: true,
  signal: true,
  stdio: true,
  timeout: true,
  uid: true,
  windowsHide: true,
  windowsVerbatimArguments: true,
};

export const runSpawnKeys: KeyTable<RunSpawnOptions> = { ...spawnKeys, output: true };
export const runRootKeys: KeyTable<RunRoot> = { exited: true, write: true };
export const heldTerminalKeys: KeyTable<HeldTerminal> = { leader: true, isShell: true, handOver: true };

export const killKeys: KeyTable<KillOptions> = { steps: true, deadlineMs: true, signal: true };
export const killPidKeys: KeyTable<KillPidOptions> = { ...killKeys, subtree: true, only: true };
export const killStepKeys: KeyTable<KillStep> = { signal: true, graceMs: true };

export const limitKeys: KeyTable<Limits> = { memoryMaxBytes: true, processesMax: true, cpuWeight: true };

export const usageKeys: KeyTable<UsageOptions> = { ports: true };
export const watchUsageKeys: KeyTable<WatchUsageOptions> = { ...usageKeys, intervalMs: true };

export const adoptKeys: KeyTable<AdoptOptions> = { runOf: true };

export const descriptionKeys: KeyTable<RunDescription> = {
  kind: true,
  agentId: true,
  agentName: true,
  hostRunId: true,
  sessionId: true,
  task: true,
  model: true,
  projectPath: true,
  metadata: true,
};

export const followKeys: KeyTable<NonNullable<Parameters<RunOutput['follow']>[0]>> = { signal: true };
export const outputRingKeys: KeyTable<OutputRingOptions> = { capacityBytes: true };
