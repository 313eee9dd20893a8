import { Menu, Popover, Tooltip } from '@mantine/core';
import { type ReactNode, type Ref, type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import type { FirstContact, HintHandlers } from './hint.tsx';

export const MenuItem = Menu.Item;
export const MenuLabel = Menu.Label;
export const MenuDivider = Menu.Divider;

type AnchorProxyProps = HintHandlers & { ref?: Ref<HTMLButtonElement>; 'aria-describedby'?: string };

/**
 * Takes the button's place in the library's tree and renders nothing. The button is on the page
 * before the layer is loaded; the props the library passes are applied to it.
 */
const AnchorProxy = ({
  button,
  listening,
  ref,
  'aria-describedby': describedBy,
  ...handlers
}: AnchorProxyProps & { button: RefObject<HTMLButtonElement | null>; listening?: RefObject<HintHandlers> }) => {
  useLayoutEffect(() => {
    if (typeof ref !== 'function') return;
    const cleanUp = ref(button.current);
    return () => {
      if (cleanUp) cleanUp();
      else ref(null);
    };
  }, [ref, button]);
  useLayoutEffect(() => {
    if (listening) listening.current = handlers;
  });
  useLayoutEffect(() => {
    if (!describedBy) return;
    const element = button.current;
    element?.setAttribute('aria-describedby', describedBy);
    return () => element?.removeAttribute('aria-describedby');
  }, [describedBy, button]);
  return null;
};

/** True after the first render has been committed. */
const useIsMounted = (): boolean => {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isMounted;
};

/**
 * The tooltip of a button. It replays the pointer or focus event that happened before it was
 * loaded.
 */
export const Hint = (props: {
  label: ReactNode;
  button: RefObject<HTMLButtonElement | null>;
  listening: RefObject<HintHandlers>;
  first: RefObject<FirstContact>;
}) => {
  const { button, listening, first } = props;
  const isMounted = useIsMounted();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the tooltip is mounted
  useEffect(() => {
    if (!isMounted) return;
    const { pointer, focus } = first.current;
    first.current = {};
    if (pointer) {
      listening.current.onPointerEnter?.(pointer);
      button.current?.dispatchEvent(new MouseEvent('mouseenter'));
    }
    if (focus && button.current?.matches(':focus-visible')) listening.current.onFocus?.(focus);
  }, [isMounted]);
  return (
    <Tooltip label={props.label}>
      <AnchorProxy button={button} listening={listening} />
    </Tooltip>
  );
};

type LayerProps = {
  id: string;
  button: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  position: 'bottom-start' | 'bottom-end' | 'top-end' | 'right-end';
  width?: number | undefined;
  maxHeight?: number | undefined;
  children: ReactNode;
};

/** The menu of a button. It opens after mounting, so that it animates and remembers the focus. */
export const MenuLayer = ({ id, button, isOpen, onOpen, position, width, maxHeight, children }: LayerProps) => {
  const isMounted = useIsMounted();
  return (
    <Menu
      id={id}
      opened={isOpen && isMounted}
      onChange={onOpen}
      position={position}
      {...(width === undefined ? {} : { width })}
    >
      <Menu.Target>
        <AnchorProxy button={button} />
      </Menu.Target>
      <Menu.Dropdown {...(maxHeight === undefined ? {} : { mah: maxHeight, style: { overflowY: 'auto' } })}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
};

/** The popup of a button. */
export const PopupLayer = ({ id, button, isOpen, onOpen, position, width, children }: LayerProps) => {
  const isMounted = useIsMounted();
  return (
    <Popover
      id={id}
      opened={isOpen && isMounted}
      onChange={onOpen}
      position={position}
      shadow="md"
      trapFocus
      returnFocus
      {...(width === undefined ? {} : { width })}
    >
      <Popover.Target>
        <AnchorProxy button={button} />
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
};
