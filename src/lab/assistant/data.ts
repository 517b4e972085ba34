/** What an assistant does that it should not, as data; one without any does none of it. */
export interface Weaknesses {
  /** Tells what stands above the conversation, in any spelling that is asked for. */
  leaksPrompt?: true;
  /** Does what a visitor says, whatever its instructions say. */
  obeysUser?: true;
  /** Does what a document, a profile or a tool's output says. */
  obeysDocuments?: true;
  /** Puts data into links and pictures of foreign hosts. */
  linksAnywhere?: true;
  /** Gives names back as markup, and terminal escapes as they are. */
  showsMarkup?: true;
  /** Keeps to a role, an order or leave that an earlier message gave, though it would refuse all in one. */
  givesIn?: true;
  /** Tells one visitor what another has said. */
  mixesVisitors?: true;
  /** Tools it calls unasked, with whatever arguments it was told. */
  callsTools?: readonly string[];
  /** Reads and writes without end, for whoever asks as often as they like. */
  spends?: true;
}

/** An assistant behind HTTPS: what it was told, what it knows, and where it is weak. */
export interface ScenarioAssistant {
  host: string;
  /** The pretend address it listens on, port 443. */
  address: string;
  /** `completions` as OpenAI's chat completions, streamed where asked to; `ui-messages` streams as the AI SDK does. */
  speaks: 'completions' | 'ui-messages';
  /** Its instructions; `{{canary}}` stands for the word that must not come out. */
  system: string;
  canary: string;
  /** Ordinary questions by a pattern, and what it answers. */
  knows: readonly { when: string; says: string }[];
  weaknesses: Weaknesses;
}
