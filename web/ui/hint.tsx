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

const heard = [
  'onPointerDown',
  'onPointerEnter',
  'onMouseMove',
  'onMouseLeave',
  'onFocus',
  'onBlur',
  'onKeyDown',
] as const;
type Hear = (event: SyntheticEvent<HTMLButtonElement>) => void;
/** What a tooltip wants to hear of its button. */
export type Listening = Pick<DOMAttributes<HTMLButtonElement>, (typeof heard)[number]>;
/** The pointer on the button, and the focus: what a tooltip that has not come yet could not hear of. */
export type FirstContact = { pointer?: PointerEvent<HTMLButtonElement>; focus?: FocusEvent<HTMLButtonElement> };

/**
 * The tooltip of a button: what the button needs for it, and the tooltip itself, which comes with the first pointer or focus and stands
 * beside the button. `own`: what the button does by itself with what it hears; `ref`: who else wants to know the button.
 */
export const useHint = (label: ReactNode, own: Listening, ref: Ref<HTMLButtonElement> | undefined) => {
  const button = useRef<HTMLButtonElement>(null);
  const listening = useRef<Listening>({});
  const first = useRef<FirstContact>({});
  const { piece, want } = layers.useWanted();
  useImperativeHandle(ref, () => button.current as HTMLButtonElement, []);
  const pass = (name: keyof Listening) => (event: SyntheticEvent<HTMLButtonElement>) => {
    (listening.current[name] as Hear | undefined)?.(event);
    (own[name] as Hear | undefined)?.(event);
  };
  const touch = (part: FirstContact): void => {
    if (piece) return;
    Object.assign(first.current, part);
    want();
  };
  const props: Listening & { ref: typeof button } = {
    ref: button,
    ...Object.fromEntries(heard.map((name) => [name, pass(name)])),
    onPointerEnter: (event) => {
      touch({ pointer: event });
      pass('onPointerEnter')(event);
    },
    onMouseLeave: (event) => {
      delete first.current.pointer;
      pass('onMouseLeave')(event);
    },
    onFocus: (event) => {
      touch({ focus: event });
      pass('onFocus')(event);
    },
    onBlur: (event) => {
      delete first.current.focus;
      pass('onBlur')(event);
    },
  };
  const hint = piece && <piece.Hint label={label} button={button} listening={listening} first={first} />;
  return { props, hint };
};
