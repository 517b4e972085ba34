import type { Profile } from '../core/profile.ts';
import { coachFirstCustomers } from './coach-first-customers.ts';
import { creatorDemo } from './creator-demo.ts';
import { creatorGrowth } from './creator-growth.ts';
import { byDefault } from './default.ts';
import { ecommercePrototype } from './ecommerce-prototype.ts';
import { marketplacePrototype } from './marketplace-prototype.ts';

/** Every profile there is: the default first, then one per source document. */
export const profiles: readonly Profile[] = [
  byDefault,
  creatorGrowth,
  creatorDemo,
  marketplacePrototype,
  ecommercePrototype,
  coachFirstCustomers,
];
