import { withCatalogue } from '../lib/i18n.ts';
import { lazyComponent } from '../ui/lazy.tsx';

// The times load after the ticket, and their explanation when it is opened.
export const TicketTimes = lazyComponent(() => import('./ticket-times.tsx').then((module) => module.TicketTimes));
export const WhyTimes = lazyComponent(() =>
  withCatalogue('sla', import('./why-times.tsx')).then((module) => module.WhyTimes),
);
