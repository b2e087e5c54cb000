export type {
  Backend,
  BackendName,
  BackendSession,
  Command,
  Confidence,
  Container,
  Evidence,
  LimitKind,
  Limits,
  LimitUsage,
  ListeningPort,
  ProcessRef,
  ProcessUsage,
} from './platform/contract.js';
export {
  type Downgrade,
  type LinuxCgroupOptions,
  linuxProcfs,
  type MacosPgidOptions,
  processList,
  type WindowsJobOptions,
} from './platform/select.js';
export { linuxCgroup, macosPgid, windowsJob } from './tracker/backends.js';
export type {
  AdoptOptions,
  BackendReport,
  BlockDescription,
  BlockSnapshot,
  BlockUsage,
  DescribedRun,
  KeepResult,
  NameCount,
  PaneTracker,
  ProcessLoad,
  RegistryOptions,
  RegistryStats,
  TrackerRegistry,
  UsageOptions,
  WatchUsageOptions,
  WrapOptions,
} from './tracker/api.js';
export type { AttachResult, ConfirmResult, RootExit } from './tracker/join-api.js';
export type { Leftover } from './tracker/leftover-api.js';
export type {
  OutputChunk,
  Run,
  RunDescription,
  RunDetails,
  RunOutcome,
  RunOutput,
  RunRecord,
  RunRoot,
  RunSpawnOptions,
  RunStatus,
} from './tracker/run-api.js';
export type { TrackedProcess } from './tracker/tracked-process.js';
export type { Bus } from './tracker/bus.js';
export {
  defaultDeadlineMs,
  defaultKillSteps,
  defaultPollIntervalMs,
  defaultUsageIntervalMs,
} from './defaults.js';
export { defaultStateDir } from './tracker/default-state-dir.js';
export { defaultRegistry, setDefaultRegistry } from './tracker/default-registry.js';
export {
  BackendUnavailableError,
  ClosedError,
  InvalidArgumentError,
  SpawnError,
  type SpawnErrorCode,
  StoreError,
  type StoreErrorCode,
  type StoreErrorDetails,
  TrackerError,
  type TrackerErrorCode,
} from './tracker/errors.js';
export { type ExitReason, eventTypes, scopeOf, type TrackerEvents } from './tracker/events.js';
export { type BlockScope, type SequencedScope } from './tracker/block-scope.js';
export type {
  EscapedProcess,
  KillOptions,
  KillPidOptions,
  KillPidResult,
  KillReport,
  KillStep,
  NamedProcess,
  Survivor,
} from './tracker/kill-api.js';
export { openRegistry } from './tracker/open-registry.js';
