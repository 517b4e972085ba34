import type { Scenario } from '../scenario.ts';
import aiBuiltMess from './ai-built-mess/index.ts';
import firstSite from './first-site.ts';
import healthy from './healthy.ts';
import lapsedDomain from './lapsed-domain.ts';
import launchDay from './launch-day.ts';
import resolverTimeout from './resolver-timeout.ts';

/** Every scenario of the lab, in the order in which they are shown. */
export const scenarios: readonly Scenario[] = [aiBuiltMess, launchDay, healthy, firstSite, lapsedDomain, resolverTimeout];
