import { withCatalogue } from '../lib/i18n.ts';
import { lazyComponent } from '../ui/lazy.tsx';

/** Loads the texts of a dialog, and of the candidates it shows. */
const withTexts = <Part>(part: Promise<Part>): Promise<Part> =>
  withCatalogue('holders', withCatalogue('transfer', part));

// The dialogs and the parts of the details load when they are first shown.
export const TransferDialog = lazyComponent(() =>
  withTexts(import('./transfer-dialog.tsx')).then((module) => module.TransferDialog),
);
export const TransferMany = lazyComponent(() =>
  withTexts(import('./transfer-many.tsx')).then((module) => module.TransferMany),
);
export const EscalateMany = lazyComponent(() =>
  withTexts(import('./escalate-many.tsx')).then((module) => module.EscalateMany),
);
export const EscalateDialog = lazyComponent(() =>
  withTexts(import('./escalate-dialog.tsx')).then((module) => module.EscalateDialog),
);
export const Holders = lazyComponent(() =>
  withCatalogue('holders', import('./holders.tsx')).then((module) => module.Holders),
);
export const WhyAssigned = lazyComponent(() =>
  withCatalogue('holders', import('./why-assigned.tsx')).then((module) => module.WhyAssigned),
);
