import type { AvailabilityMark } from '../lib/availability.ts';
import { IconCheck, IconClock, IconX } from './icons.ts';

const icons = { available: IconCheck, away: IconClock, offline: IconX };

/** Marks by color and shape whether someone receives work. The words are shown beside it. */
export const Mark = ({ is }: { is: AvailabilityMark }) => {
  const Icon = icons[is];
  return (
    <span className="availability-mark" data-is={is} aria-hidden>
      <Icon stroke={3} />
    </span>
  );
};
