import type { Story } from '../story.ts';
import { billingStories } from './billing.ts';
import { deliveryStories } from './delivery.ts';
import { internalStories } from './internal.ts';
import { japaneseOrderStories } from './japanese-orders.ts';
import { japaneseServiceStories } from './japanese-services.ts';
import { orderStories } from './orders.ts';
import { securityStories } from './security.ts';
import { technicalStories } from './technical.ts';

export { outage } from './outage.ts';

/** Every conversation the demo company can have. */
export const stories: readonly Story[] = [
  ...deliveryStories,
  ...orderStories,
  ...billingStories,
  ...technicalStories,
  ...securityStories,
  ...internalStories,
  ...japaneseOrderStories,
  ...japaneseServiceStories,
];
