import { type Context, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelModel } from '../state/panel-model.js';

export const PanelContext: Context<PanelModel | undefined> = createContext<PanelModel | undefined>(undefined);

export function usePanel(): PanelModel {
  const model = useContext(PanelContext);
  if (model === undefined) throw new Error('a view of the panel is used outside of a panel');
  return model;
}
