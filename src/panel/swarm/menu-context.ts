import { type Context, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { MenuHolder } from '../views/menu.js';

export const MenuContext: Context<MenuHolder> = createContext(new MenuHolder());

export function useMenus(): MenuHolder {
  return useContext(MenuContext);
}
