import {
  type DOMAttributes,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
  type SyntheticEvent,
  useImperativeHandle,
  useRef,
} from 'react';
import { layers } from './layers.ts';

const hintEvents = [
  'onPointerDown',
  'onPointerEnter',
  'onMouseMove',
  'onMouseLeave',
  'onFocus',
  'onBlur',
  'onKeyDown',
] as const;
type Handler = (event: SyntheticEvent<HTMLButtonElement>) => void;
/** The event handlers a tooltip needs on its button. */
export type HintHandlers = Pick<DOMAttributes<HTMLButtonElement>, (typeof hintEvents)[number]>;
/** The pointer and focus events that happened before the tooltip was loaded. */
export type FirstContact = { pointer?: PointerEvent<HTMLButtonElement>; focus?: FocusEvent<HTMLButtonElement> };

/**
 * The tooltip of a button: the props for the button, and the tooltip to render next to it. The
 * tooltip loads on the first hover or focus. `own`: the button's own handlers; `ref`: the caller's
 * ref.
 */
export const useHint = (label: ReactNode, own: HintHandlers, ref: Ref<HTMLButtonElement> | undefined) => {
  const button = useRef<HTMLButtonElement>(null);
  const listening = useRef<HintHandlers>({});
  const first = useRef<FirstContact>({});
  const { piece, request } = layers.useOnRequest();
  useImperativeHandle(ref, () => button.current as HTMLButtonElement, []);
  const forward = (name: keyof HintHandlers) => (event: SyntheticEvent<HTMLButtonElement>) => {
    (listening.current[name] as Handler | undefined)?.(event);
    (own[name] as Handler | undefined)?.(event);
  };
  const recordFirstContact = (part: FirstContact): void => {
    if (piece) return;
    Object.assign(first.current, part);
    request();
  };
  const props: HintHandlers & { ref: typeof button } = {
    ref: button,
    ...Object.fromEntries(hintEvents.map((name) => [name, forward(name)])),
    onPointerEnter: (event) => {
      recordFirstContact({ pointer: event });
      forward('onPointerEnter')(event);
    },
    onMouseLeave: (event) => {
      delete first.current.pointer;
      forward('onMouseLeave')(event);
    },
    onFocus: (event) => {
      recordFirstContact({ focus: event });
      forward('onFocus')(event);
    },
    onBlur: (event) => {
      delete first.current.focus;
      forward('onBlur')(event);
    },
  };
  const hint = piece && <piece.Hint label={label} button={button} listening={listening} first={first} />;
  return { props, hint };
};
