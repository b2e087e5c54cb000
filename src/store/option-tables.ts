import type { KeyTable } from '../tracker/known-keys.js';
import type {
  HistoryFilter,
  MessagesOptions,
  OutgoingMessage,
  ProcessFilter,
  ProcessRegistration,
  RegistrationEnd,
  RetentionOptions,
  RunFilter,
  StoreOptions,
  SweepOptions,
} from './api.js';
import type { ProcessDescription, ProcessResources } from './records.js';

/** The keys of every object that a caller hands to the store; the compiler holds each table to its type. */

export const storeKeys: KeyTable<StoreOptions> = {
  path: true,
  host: true,
  mode: true,
  redaction: true,
  retention: true,
  busyTimeoutMs: true,
  waitingChanges: true,
  onError: true,
  workerFile: true,
};

export const retentionKeys: KeyTable<RetentionOptions> = { maxAgeMs: true, maxRows: true };

export const processFilterKeys: KeyTable<ProcessFilter> = {
  host: true,
  blockId: true,
  runId: true,
  sessionId: true,
  status: true,
  registeredBy: true,
  limit: true,
};

export const historyFilterKeys: KeyTable<HistoryFilter> = {
  host: true,
  pid: true,
  blockId: true,
  runId: true,
  sessionId: true,
  since: true,
  before: true,
  limit: true,
};

export const runFilterKeys: KeyTable<RunFilter> = {
  blockId: true,
  hostRunId: true,
  sessionId: true,
  kind: true,
  status: true,
  limit: true,
};

export const sweepKeys: KeyTable<SweepOptions> = { isAlive: true, unseenForMs: true };

export const messageKeys: KeyTable<OutgoingMessage> = {
  from: true,
  to: true,
  type: true,
  payload: true,
  ttlMs: true,
};

export const messagesKeys: KeyTable<MessagesOptions> = { unreadOnly: true };

export const registrationKeys: KeyTable<ProcessRegistration> = {
  pid: true,
  birth: true,
  name: true,
  command: true,
  sessionId: true,
  projectPath: true,
  user: true,
  ports: true,
  metadata: true,
};

export const registrationEndKeys: KeyTable<RegistrationEnd> = { exitCode: true, signal: true };

export const resourcesKeys: KeyTable<ProcessResources> = {
  cpuTimeMs: true,
  residentBytes: true,
  readBytes: true,
  writtenBytes: true,
  ports: true,
};

export const descriptionKeys: KeyTable<ProcessDescription> = {
  user: true,
  projectPath: true,
  metadata: true,
};
