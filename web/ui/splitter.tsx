import { useState } from 'react';

/**
 * A resize handle, dragged or moved by arrow keys. `side`: where the resized pane is. Widths in
 * pixels.
 */
export const Splitter = (props: {
  label: string;
  width: number;
  min: number;
  max: number;
  side?: 'before' | 'after';
  onWidth: (width: number) => void;
}) => {
  const [isDragging, setDragging] = useState(false);
  const direction = props.side === 'after' ? -1 : 1;
  const set = (width: number) => props.onWidth(Math.round(Math.min(props.max, Math.max(props.min, width))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the window splitter pattern
    <div
      className="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuenow={props.width}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      data-dragging={isDragging || undefined}
      onPointerDown={(event) => {
        event.preventDefault();
        const edge = event.currentTarget;
        edge.setPointerCapture(event.pointerId);
        const from = event.clientX;
        const start = props.width;
        setDragging(true);
        const move = (moved: PointerEvent) => set(start + direction * (moved.clientX - from));
        const stop = () => {
          setDragging(false);
          edge.removeEventListener('pointermove', move);
          edge.removeEventListener('pointerup', stop);
          edge.removeEventListener('pointercancel', stop);
        };
        edge.addEventListener('pointermove', move);
        edge.addEventListener('pointerup', stop);
        edge.addEventListener('pointercancel', stop);
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        set(props.width + direction * step);
      }}
    />
  );
};
