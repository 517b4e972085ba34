/** What the software of Google's generative AI calls itself, in sources and in bundles. */
const GENERATIVE = [
  'generativelanguage.googleapis.com',
  '@google/genai',
  '@google/generative-ai',
  'google.generativeai',
  'GoogleGenAI',
  'GoogleGenerativeAI',
].map((name) => Buffer.from(name));

/** What stands beside a key that Google means every visitor to have (https://firebase.google.com/docs/projects/api-keys). */
const FOR_BROWSERS = /authDomain|messagingSenderId|storageBucket|firebase|maps|places|youtube|measurementId|recaptcha/i;

/**
 * Whether an `AIza` key is one to keep secret, by where it stands. Such keys are public by design for Firebase and Maps, until the project
 * has generative AI switched on; then whoever has one spends its owner's money.
 */
export function isGenerativeKey(bytes: Buffer, start: number, end: number): boolean {
  const beside = `${bytes.toString('latin1', Math.max(0, start - 160), start)}${bytes.toString('latin1', end, end + 240)}`;
  return !FOR_BROWSERS.test(beside) && GENERATIVE.some((name) => bytes.includes(name));
}
