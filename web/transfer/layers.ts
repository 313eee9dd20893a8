import { withCatalogue } from '../lib/i18n.ts';
import { lazyComponent } from '../ui/lazy.tsx';

// The dialogs and the parts of the details load when they are first shown.
export const TransferDialog = lazyComponent(() =>
  withCatalogue('transfer', import('./transfer-dialog.tsx')).then((module) => module.TransferDialog),
);
export const TransferMany = lazyComponent(() =>
  withCatalogue('transfer', import('./transfer-many.tsx')).then((module) => module.TransferMany),
);
export const EscalateMany = lazyComponent(() =>
  withCatalogue('transfer', import('./escalate-many.tsx')).then((module) => module.EscalateMany),
);
export const EscalateDialog = lazyComponent(() =>
  withCatalogue('transfer', import('./escalate-dialog.tsx')).then((module) => module.EscalateDialog),
);
export const Holders = lazyComponent(() =>
  withCatalogue('transfer', import('./holders.tsx')).then((module) => module.Holders),
);
export const WhyAssigned = lazyComponent(() =>
  withCatalogue('transfer', import('./why-assigned.tsx')).then((module) => module.WhyAssigned),
);
