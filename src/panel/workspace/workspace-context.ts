import { type Context, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { WorkspaceModel } from './workspace-model.js';

export const WorkspaceContext: Context<WorkspaceModel | undefined> = createContext<
  WorkspaceModel | undefined
>(undefined);

export function useWorkspace(): WorkspaceModel {
  const model = useContext(WorkspaceContext);
  if (model === undefined) throw new Error('a view of the workspace is used outside of it');
  return model;
}
