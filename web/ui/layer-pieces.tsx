import { Menu, Popover, Tooltip } from '@mantine/core';
import { type ReactNode, type Ref, type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import type { FirstContact, HintHandlers } from './hint.tsx';

export const MenuItem = Menu.Item;
export const MenuLabel = Menu.Label;
export const MenuDivider = Menu.Divider;

type AnchorProxyProps = HintHandlers & { ref?: Ref<HTMLButtonElement>; 'aria-describedby'?: string };

/**
 * Stands in the library's tree where the button would be, and draws nothing. The button is on the page before any layer is; what the library
 * would give to it is handed on.
 */
const AnchorProxy = ({
  button,
  listening,
  ref,
  'aria-describedby': describedBy,
  ...given
}: AnchorProxyProps & { button: RefObject<HTMLButtonElement | null>; listening?: RefObject<HintHandlers> }) => {
  useLayoutEffect(() => {
    if (typeof ref !== 'function') return;
    const leave = ref(button.current);
    return () => {
      if (leave) leave();
      else ref(null);
    };
  }, [ref, button]);
  useLayoutEffect(() => {
    if (listening) listening.current = given;
  });
  useLayoutEffect(() => {
    if (!describedBy) return;
    const element = button.current;
    element?.setAttribute('aria-describedby', describedBy);
    return () => element?.removeAttribute('aria-describedby');
  }, [describedBy, button]);
  return null;
};

/** True once what it was drawn with is in place. */
const useIsMounted = (): boolean => {
  const [isStanding, setStanding] = useState(false);
  useEffect(() => setStanding(true), []);
  return isStanding;
};

/** The tooltip of a button that was there before it: it is told of the pointer or the focus that it came too late for. */
export const Hint = (given: {
  label: ReactNode;
  button: RefObject<HTMLButtonElement | null>;
  listening: RefObject<HintHandlers>;
  first: RefObject<FirstContact>;
}) => {
  const { button, listening, first } = given;
  const isStanding = useIsMounted();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the tooltip listens
  useEffect(() => {
    if (!isStanding) return;
    const { pointer, focus } = first.current;
    first.current = {};
    if (pointer) {
      listening.current.onPointerEnter?.(pointer);
      button.current?.dispatchEvent(new MouseEvent('mouseenter'));
    }
    if (focus && button.current?.matches(':focus-visible')) listening.current.onFocus?.(focus);
  }, [isStanding]);
  return (
    <Tooltip label={given.label}>
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

/** The menu of a button. It opens after it stands, so that it comes in as it always does and knows where the focus was. */
export const MenuLayer = ({ id, button, isOpen, onOpen, position, width, maxHeight, children }: LayerProps) => {
  const isStanding = useIsMounted();
  return (
    <Menu
      id={id}
      opened={isOpen && isStanding}
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

/** The small window of a button. */
export const PopupLayer = ({ id, button, isOpen, onOpen, position, width, children }: LayerProps) => {
  const isStanding = useIsMounted();
  return (
    <Popover
      id={id}
      opened={isOpen && isStanding}
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
