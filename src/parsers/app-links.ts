import { z } from 'zod';

/** The two files by which mobile apps claim the links of a site. */
export type AppLinkFile = 'apple' | 'android';

/** What a body says as such a file: `absent` for anything that does not speak of apps, such as the page of a single-page app. */
export type AppLinkReading = { is: 'absent' } | { is: 'sound' } | { is: 'broken'; problem: string };

/** Ten letters and digits of the team, then the bundle id: https://developer.apple.com/documentation/xcode/supporting-associated-domains */
const appleId = z.string().regex(/^[A-Z0-9]{10}\.[A-Za-z0-9.-]+$/, 'an app id is the team of ten signs, a dot and the bundle id');
const apps = z.object({ apps: z.array(appleId) });
const detail = z
  .object({ appID: appleId.optional(), appIDs: z.array(appleId).min(1).optional(), paths: z.array(z.string()).optional() })
  .refine(({ appID, appIDs }) => appID !== undefined || appIDs !== undefined, 'an entry of details names no appID or appIDs');
const apple = z.object({
  // iOS 12 and older also read details as an object by app id.
  applinks: z.object({ details: z.union([z.array(detail), z.record(appleId, z.object({}))]) }).optional(),
  webcredentials: apps.optional(),
  appclips: apps.optional(),
  activitycontinuation: apps.optional(),
});

/** https://developers.google.com/digital-asset-links/v1/statements */
const statement = z.object({
  relation: z.array(z.string()).min(1),
  target: z.discriminatedUnion('namespace', [
    z.object({ namespace: z.literal('web'), site: z.string() }),
    z.object({
      namespace: z.literal('android_app'),
      package_name: z.string().regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'a package name looks like com.acme.app'),
      sha256_cert_fingerprints: z
        .array(z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/i, 'a fingerprint is 32 pairs of hexadecimal digits with colons'))
        .min(1, 'there is no fingerprint'),
    }),
  ]),
});

const FILES = {
  apple: { marks: ['"applinks"', '"webcredentials"', '"appclips"', '"activitycontinuation"'], shape: apple },
  android: { marks: ['"android_app"', '"sha256_cert_fingerprints"'], shape: z.array(statement).min(1) },
} as const satisfies Record<AppLinkFile, { marks: readonly string[]; shape: z.ZodType }>;

/** Reads a body as one of the files; never throws. A body that does not open with a bracket, or names no app, is `absent`. */
export function readAppLinks(file: AppLinkFile, text: string): AppLinkReading {
  const { marks, shape } = FILES[file];
  if (!/^\uFEFF?\s*[[{]/.test(text) || !marks.some((mark) => text.includes(mark))) return { is: 'absent' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { is: 'broken', problem: 'it is not JSON' };
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return { is: 'sound' };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  return { is: 'broken', problem: `${place === '' ? 'the file' : place}: ${issue?.message ?? 'it has another shape'}` };
}
