import { compareVersions, parseVersion } from './version.ts';

/** What a version of a framework is known to let happen. */
export interface Advisory {
  id: string;
  /** Ends the sentence "next 15.2.2 …". */
  says: string;
  learn: `https://${string}`;
  packages: readonly string[];
  /** From the first version that has the fault to the one that no longer has it. */
  ranges: readonly (readonly [from: string, fixed: string])[];
  /** What the product must use besides, for the fault to matter. */
  only: 'middleware' | 'app-router' | null;
}

/** The faults of frameworks that AI builders left behind most; from the vendors' advisories, read 2026-11-25. */
export const ADVISORIES = [
  {
    id: 'CVE-2025-55182',
    says: 'lets anybody run code on your server with one request',
    learn: 'https://react.dev/blog/2025/12/03/critical-security-vulnerability-in-react-server-components',
    packages: ['react-server-dom-webpack', 'react-server-dom-parcel', 'react-server-dom-turbopack'],
    ranges: [
      ['19.0.0', '19.0.1'],
      ['19.1.0', '19.1.2'],
      ['19.2.0', '19.2.1'],
    ],
    only: null,
  },
  {
    id: 'CVE-2025-66478',
    says: 'lets anybody run code on your server with one request',
    learn: 'https://nextjs.org/blog/CVE-2025-66478',
    packages: ['next'],
    ranges: [
      ['14.3.0-canary.77', '15.0.5'],
      ['15.1.0', '15.1.9'],
      ['15.2.0', '15.2.6'],
      ['15.3.0', '15.3.6'],
      ['15.4.0', '15.4.8'],
      ['15.5.0', '15.5.7'],
      ['16.0.0', '16.0.7'],
    ],
    only: 'app-router',
  },
  {
    id: 'CVE-2025-29927',
    says: 'lets anybody walk around your middleware, and with it around the login, by one header',
    learn: 'https://nextjs.org/blog/cve-2025-29927',
    packages: ['next'],
    ranges: [
      ['11.1.4', '12.3.5'],
      ['13.0.0', '13.5.9'],
      ['14.0.0', '14.2.25'],
      ['15.0.0', '15.2.3'],
    ],
    only: 'middleware',
  },
] as const satisfies readonly Advisory[];
export type AdvisoryId = (typeof ADVISORIES)[number]['id'];

/** The advisories that a version falls under, with the next version that is out of it. */
export function advisoriesOf(name: string, version: string): { advisory: (typeof ADVISORIES)[number]; fixed: string }[] {
  const exact = parseVersion(version);
  if (!exact) return [];
  return ADVISORIES.flatMap((advisory) => {
    if (!advisory.packages.some((each) => each === name)) return [];
    const range = advisory.ranges.find(([from, fixed]) => {
      const [low, high] = [parseVersion(from)!, parseVersion(fixed)!]; // !: the table holds exact versions
      return compareVersions(exact, low) >= 0 && compareVersions(exact, high) < 0;
    });
    return range ? [{ advisory, fixed: range[1] }] : [];
  });
}
