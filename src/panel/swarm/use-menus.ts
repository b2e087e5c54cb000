import type { MenuHolder } from '../views/menu.js';
import { usePanel } from '../views/panel-context.js';

export function useMenus(): MenuHolder {
  return usePanel().menus;
}
