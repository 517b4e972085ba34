import { listOf, type Node } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Happens } from './shape.ts';
import { outwardHost } from './timeouts.ts';

/** Calls of SDKs that cost money each time, by what is called. */
const CALLS = [
  [/\b(chat\.completions|completions|responses|messages|images|embeddings|audio\.\w+)\.(create|generate|edit|stream|parse)$/, 'a paid API'],
  [/^(generateText|streamText|generateObject|streamObject|embedMany|generateImage)$/, 'a language model'],
  [/(^|\.)(models|generativeModel|model)\.generateContent(Stream)?$/, 'a language model'],
  [/\breplicate\.run$|\bfal\.(run|subscribe|stream)$/, 'a language model'],
  [
    /\b(emails|batch|sgMail|sendgrid|mailgun|postmark|resend)\.(send|sendEmail|create)$|(^|\.)send(E?[mM]ail|Email|Receipt|Welcome|Invite|Confirmation|Reset\w*|Sms|SMS)$/,
    'mail',
  ],
] as const;

/** Hosts whose answers cost money each time: language and media models, mail and SMS, and paid data (the API references of each, 2026-11). */
const HOSTS = new RegExp(
  `^(${[
    String.raw`api\.(openai|anthropic|mistral|groq|x|deepseek|cohere|together|fireworks|perplexity|ai21|stability|elevenlabs|deepgram|assemblyai|replicate|heygen|cartesia|voyageai|tavily|exa|firecrawl|dev\.runwayml)\.(com|io|ai|xyz|dev)`,
    String.raw`api-inference\.huggingface\.co|router\.huggingface\.co|openrouter\.ai|(queue\.)?fal\.run|api\.d-id\.com`,
    String.raw`ai\.gateway\.lovable\.dev|ai-gateway\.vercel\.sh|gateway\.ai\.cloudflare\.com`,
    String.raw`(generativelanguage|[\w-]+-aiplatform|vision|speech|texttospeech|translation|maps|places|routes)\.googleapis\.com`,
    String.raw`[\w-]+\.(openai|services\.ai|cognitiveservices)\.azure\.com|bedrock-runtime\.[\w-]+\.amazonaws\.com`,
    String.raw`api\.(resend|sendgrid|postmarkapp|brevo|mailersend|sparkpost|mailchannels|useplunk)\.(com|net)|api(\.eu)?\.mailgun\.net`,
    String.raw`api\.(twilio|telnyx|messagebird|plivo)\.com|rest\.nexmo\.com|api\.nexmo\.com|app\.loops\.so|serpapi\.com`,
  ].join('|')})$`,
);
/** Functions that ask an address, with the address first or in their options. */
const REQUEST = /^(fetch|axios|ky|got|ofetch|\$fetch|(axios|ky|got)\.(get|post|put|patch|request))$/;

/** What a call costs money for; nothing where it costs none. */
export function paidCall(node: Node, file: CodeFile): Happens[] {
  if (node.type !== 'CallExpression') return [];
  const callee = calleeOf(node, file);
  const line = file.lineAt(node.start);
  const known = CALLS.find(([of]) => of.test(callee));
  if (known) return [{ what: `${known[1]} (${callee.slice(-60)})`, line }];
  const host = REQUEST.test(callee) ? outwardHost(listOf(node['arguments'])[0] ?? null, file) : null;
  return host !== null && HOSTS.test(host) ? [{ what: `a paid API (${host})`, line }] : [];
}
