import type { JSX } from 'preact';
import { Icon, type IconName } from './icons.js';

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: (event: MouseEvent) => void;
  readonly tone?: 'danger';
  readonly isPressed?: boolean;
  /** -1 inside a row, which has the focus itself and a key for everything. */
  readonly tabIndex?: -1;
  readonly hasMenu?: boolean;
}

export function IconButton({ icon, label, onPress, ...rest }: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`icon-button ${rest.tone ?? ''}`}
      aria-label={label}
      title={label}
      aria-pressed={rest.isPressed}
      aria-haspopup={rest.hasMenu === true ? 'menu' : undefined}
      tabIndex={rest.tabIndex}
      onClick={(event) => {
        event.stopPropagation();
        onPress(event);
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

interface ButtonProps {
  readonly children: string;
  readonly onPress: (event: MouseEvent) => void;
  readonly icon?: IconName;
  readonly tone?: 'plain' | 'primary' | 'danger';
  readonly isDisabled?: boolean;
  readonly hasMenu?: boolean;
  readonly title?: string;
}

export function Button({ children, onPress, icon, tone = 'plain', ...rest }: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${tone}`}
      disabled={rest.isDisabled}
      aria-haspopup={rest.hasMenu === true ? 'menu' : undefined}
      title={rest.title}
      onClick={onPress}
    >
      {icon === undefined ? undefined : <Icon name={icon} />}
      {children}
    </button>
  );
}
