import { type MouseEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';
import { layers } from './layers.ts';
import { LoadingPage } from './loading-page.tsx';

/** What a button gets from the menu or window it opens. */
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
  /** Draws the button; everything it is given belongs on it. */
  button: (anchor: Anchor) => ReactNode;
  position: 'bottom-start' | 'bottom-end' | 'top-end' | 'right-end';
  width?: number;
};

/** The button is there from the start; what it opens is fetched when the hand or the focus comes near, and opens as soon as it is there. */
const useLayerAnchor = (kind: Anchor['aria-haspopup']) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { piece, want } = layers.useWanted();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time it is asked for
  useEffect(() => {
    if (isOpen) want(() => setOpen(false));
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

/** A button with a menu of `MenuItem`s, `MenuLabel`s and `MenuDivider`s. `maxHeight` in pixels; a longer menu scrolls. */
export const MenuButton = ({ button, children, ...given }: AnchoredProps & { maxHeight?: number; children: ReactNode }) => {
  const { anchor, piece, layer } = useLayerAnchor('menu');
  return (
    <>
      {button(anchor)}
      {layer.isOpen && !piece && <LoadingPage />}
      {piece && (
        <piece.MenuLayer {...layer} {...given}>
          {children}
        </piece.MenuLayer>
      )}
    </>
  );
};

/** A button with a small window that keeps the focus while it is open. Its content begins anew with every opening, and may close it. */
export const PopupButton = ({
  button,
  children,
  ...given
}: AnchoredProps & { children: ReactNode | ((close: () => void) => ReactNode) }) => {
  const { anchor, piece, layer } = useLayerAnchor('dialog');
  return (
    <>
      {button(anchor)}
      {layer.isOpen && !piece && <LoadingPage />}
      {piece && (
        <piece.PopupLayer {...layer} {...given}>
          {typeof children === 'function' ? children(() => layer.onOpen(false)) : children}
        </piece.PopupLayer>
      )}
    </>
  );
};

/** One thing to do. It is drawn within an open menu only. */
export const MenuItem = (given: {
  children: ReactNode;
  onClick?: () => void;
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  disabled?: boolean;
  title?: string | undefined;
  lang?: string;
}) => {
  const pieces = layers.now();
  return pieces && <pieces.MenuItem {...given} />;
};

/** What the following things have in common. */
export const MenuLabel = ({ children }: { children: ReactNode }) => {
  const pieces = layers.now();
  return pieces && <pieces.MenuLabel>{children}</pieces.MenuLabel>;
};

/** A line between two groups. */
export const MenuDivider = () => {
  const pieces = layers.now();
  return pieces && <pieces.MenuDivider />;
};
