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
} from '../tracker/run-api.js';
export { type RunFilter, type Runs, runsOf, type WatchSessionIdOptions } from './runs.js';
export { readSessionId, type SessionIdOptions } from './session-id.js';
