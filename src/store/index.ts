export type {
  HistoryFilter,
  MessagesOptions,
  OutgoingMessage,
  ProcessFilter,
  ProcessRegistration,
  RegistrationEnd,
  RetentionOptions,
  RunFilter,
  Store,
  StoredTarget,
  StoreOptions,
  StoreRegistry,
  SweepOptions,
} from './api.js';
export { defaultStorePath } from './default-path.js';
export { connectStore, openStore } from './open-store.js';
export type {
  HistoryEntry,
  HistoryEvent,
  Message,
  ProcessDescription,
  ProcessResources,
  ProcessStatus,
  StoredProcess,
  StoredRun,
  StoreStats,
} from './records.js';
export { redactSecrets } from './redact-secrets.js';
