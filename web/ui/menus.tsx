import { type MouseEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';
import { layers } from './layers.ts';
import { LoadingPage } from './loading-page.tsx';

/** The props a button gets from the menu or popup it opens. */
export type Anchor = {
  id: string;
  ref: Ref<HTMLButtonElement>;
  'aria-haspopup': 'menu' | 'dialog';
  'aria-expanded': boolean;
  'aria-controls': string | undefined;
  'data-expanded': true | undefined;
  onClick: (event: MouseEvent<HTMLButtonElement>) => void;
  onPointerEnter: () => void;
  onFocus: () => void;
};

type AnchoredProps = {
  /** Renders the button with all anchor props. */
  button: (anchor: Anchor) => ReactNode;
  position: 'bottom-start' | 'bottom-end' | 'top-end' | 'right-end';
  width?: number;
};

/**
 * The state of a button and its layer. The layer loads on hover or focus and opens once it is
 * loaded.
 */
const useLayerAnchor = (kind: Anchor['aria-haspopup']) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { piece, request } = layers.useOnRequest();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once each time it opens
  useEffect(() => {
    if (isOpen) request(() => setOpen(false));
  }, [isOpen]);
  const anchor: Anchor = {
    id,
    ref: button,
    'aria-haspopup': kind,
    'aria-expanded': isOpen,
    'aria-controls': isOpen && piece ? `${id}-dropdown` : undefined,
    'data-expanded': (kind === 'menu' && isOpen) || undefined,
    onClick: () => setOpen(!isOpen),
    onPointerEnter: layers.prepare,
    onFocus: layers.prepare,
  };
  return { anchor, piece, layer: { id, button, isOpen, onOpen: setOpen } };
};

/**
 * A button with a menu of `MenuItem`s, `MenuLabel`s and `MenuDivider`s. `maxHeight` in pixels; a
 * longer menu scrolls.
 */
export const MenuButton = ({
  button,
  children,
  ...rest
}: AnchoredProps & { maxHeight?: number; children: ReactNode }) => {
  const { anchor, piece, layer } = useLayerAnchor('menu');
  return (
    <>
      {button(anchor)}
      {layer.isOpen && !piece && <LoadingPage />}
      {piece && (
        <piece.MenuLayer {...layer} {...rest}>
          {children}
        </piece.MenuLayer>
      )}
    </>
  );
};

/**
 * A button with a popup that traps the focus. Its content is mounted anew each time and may close
 * it.
 */
export const PopupButton = ({
  button,
  children,
  ...rest
}: AnchoredProps & { children: ReactNode | ((close: () => void) => ReactNode) }) => {
  const { anchor, piece, layer } = useLayerAnchor('dialog');
  return (
    <>
      {button(anchor)}
      {layer.isOpen && !piece && <LoadingPage />}
      {piece && (
        <piece.PopupLayer {...layer} {...rest}>
          {typeof children === 'function' ? children(() => layer.onOpen(false)) : children}
        </piece.PopupLayer>
      )}
    </>
  );
};

/** A menu item; renders only inside an open menu. */
export const MenuItem = (props: {
  children: ReactNode;
  onClick?: () => void;
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  disabled?: boolean;
  title?: string | undefined;
  lang?: string;
}) => {
  const pieces = layers.current();
  return pieces && <pieces.MenuItem {...props} />;
};

/** The label of a group of menu items. */
export const MenuLabel = ({ children }: { children: ReactNode }) => {
  const pieces = layers.current();
  return pieces && <pieces.MenuLabel>{children}</pieces.MenuLabel>;
};

/** A divider between two groups of menu items. */
export const MenuDivider = () => {
  const pieces = layers.current();
  return pieces && <pieces.MenuDivider />;
};
