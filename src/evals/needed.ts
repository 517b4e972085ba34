/** Packages that talk to a model. */
const SDK =
  /^(?:ai|openai|@ai-sdk\/.+|@anthropic-ai\/.+|@google\/(?:genai|generative-ai)|@mistralai\/.+|cohere-ai|groq-sdk|replicate|ollama|langchain|@langchain\/.+|llamaindex|@llamaindex\/.+|@azure\/openai|@aws-sdk\/client-bedrock.*|@huggingface\/inference|@openrouter\/.+|together-ai)$/;

/** Packages that show an assistant to people. */
const FACE =
  /^(?:@ai-sdk\/(?:react|vue|svelte|angular)|@assistant-ui\/.+|@copilotkit\/.+|@openai\/chatkit.*|@chatscope\/.+|deep-chat.*|botframework-webchat)$/;

/** Files that people talk to, or through which a model acts. */
const FACING = /(?:^|\/)(?:chat|chatbot|assistant|copilot|ask-ai|agent|ai-chat|support-bot)s?(?:\/|[-.][^/]*$|\.[^/]*$)/i;
const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|php|go)$/;

/** Whether an assistant is there to be tested, and by what one can tell. */
export interface Need {
  is: 'no-ai' | 'no-assistant' | 'assistant';
  /** The package or file that says so. */
  signs: string[];
}

/** Looks whether a checkout has an assistant that strangers can talk to (AI-4): a model's package, and a face for people. */
export function needOf(repo: { files: readonly string[]; dependencies: Readonly<Record<string, string>> }): Need {
  const packages = Object.keys(repo.dependencies);
  const sdks = packages.filter((name) => SDK.test(name));
  if (sdks.length === 0) return { is: 'no-ai', signs: [] };
  const faces = [
    ...packages.filter((name) => FACE.test(name)),
    ...repo.files.filter((path) => CODE.test(path) && FACING.test(path) && !/(?:^|\/)(?:tests?|__tests__|docs)\//.test(path)),
  ];
  return faces.length === 0 ? { is: 'no-assistant', signs: sdks.slice(0, 5) } : { is: 'assistant', signs: [...sdks, ...faces].slice(0, 8) };
}
