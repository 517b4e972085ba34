import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { asksWho, isGuard } from './guards.ts';
import { exportsOf } from './handlers.ts';
import { asksForRole, ROLE } from './roles.ts';
import { checksSignature } from './signatures.ts';
import { asFunction, calleeOf, nameOf, textAt, withCalled } from './shape.ts';
import { type Turns, turnsOf } from './turned-away.ts';

/** What code makes sure of before it does its work. */
export interface Proof {
  /** It compares a signature or a shared secret. */
  signed: boolean;
  /** It looks at who is asking. */
  authenticated: boolean;
  /** It asks for more than a login. */
  ranked: boolean;
  /** It limits how often one may ask. */
  limited: boolean;
}

/** A function of another file of the product that code calls, and what its name promises. */
export interface HelperCall {
  name: string;
  from: string;
  named: Proof;
}

/** A function that other files can call, and what it does by itself. */
export interface Helper {
  name: string;
  proves: Proof;
  /** It decides nothing and asks nobody, whatever its name: what it calls of other files is all that it may do. */
  empty: boolean;
  /** Where it turns strangers away by the path they ask for. */
  turns: Turns;
  calls: HelperCall[];
}

/** A name that a file hands on from another one; `*` for all of them. */
export interface HandedOn {
  name: string;
  as: string;
  from: string;
}

/** What is made sure of by any of several. */
export function either(proofs: readonly Proof[]): Proof {
  return {
    signed: proofs.some(({ signed }) => signed),
    authenticated: proofs.some(({ authenticated }) => authenticated),
    ranked: proofs.some(({ ranked }) => ranked),
    limited: proofs.some(({ limited }) => limited),
  };
}

/** What is made sure of by each of several; nothing where there is none. */
export function inAll(proofs: readonly Proof[]): Proof {
  const all = (is: keyof Proof): boolean => proofs.length > 0 && proofs.every((proof) => proof[is]);
  return { signed: all('signed'), authenticated: all('authenticated'), ranked: all('ranked'), limited: all('limited') };
}

/** Names of what stands before a handler that compare a signature or a secret. */
export const SIGNED =
  /constructEvent|timingSafeEqual|hmac|svix|signature|secret|verify\w*webhook|webhook\w*(verif|Key\b)|validateRequest|validateEvent|twilio\.webhook/i;
/** Names of what stands before a handler that make it a guard. */
export const GUARD =
  /auth|session|getUser|current_?user|require_?user|jwt|clerk|passport|api_?key|bearer|logged_?in|protect|verifyIdToken|userId|user_id|req\.user|secret/i;
export const LIMITED = /rate_?limit|limiter|throttle|slow_?down|quota|credits|captcha|turnstile|arcjet/i;
const DECIDES =
  /^(IfStatement|ConditionalExpression|LogicalExpression|BinaryExpression|ThrowStatement|SwitchStatement|TryStatement|NewExpression|ImportExpression|TaggedTemplateExpression)$/;
/** Calls that tell nothing about who is asking. */
const IDLE =
  /^(console\.\w+|next|(req|request|c|ctx|event|context)\.(json|text|formData|next|req\.json|clone)|(res|reply)\.json|NextResponse\.(next|json)|Response\.json|Promise\.resolve|JSON\.(parse|stringify))$/;
const MOST = 40;

/** The functions of other files of the product that nodes call, or name where `named` says so: as guards that stand before a handler. */
export function helperCalls(nodes: readonly Node[], file: CodeFile, { standsBefore }: { standsBefore: boolean }): HelperCall[] {
  const found = new Map<string, HelperCall>();
  for (const node of nodes) {
    const use = standsBefore ? node : node.type === 'CallExpression' ? unwrap(asNode(node['callee'])) : null;
    if (use?.type !== 'Identifier') continue;
    const imported = bindingOf(use, file.bindings)?.imported;
    if (!imported || imported.name === '*' || !isOwn(imported.from) || found.size >= MOST) continue;
    const name = textOf(use['name']);
    found.set(name, { name: imported.name, from: imported.from, named: promised(name, standsBefore) });
  }
  return [...found.values()];
}

/** The names of functions of the file that nodes call and that do nothing. */
export function emptyNames(own: readonly Node[], file: CodeFile): string[] {
  return [...file.functions].flatMap(([name, made]) =>
    own.includes(made) &&
    isEmpty(
      withCalled(made, file).flatMap((each) => partsOf(each).flatMap((part) => nodesOf(part))),
      file,
    )
      ? [name]
      : [],
  );
}

/** What a name promises, where the function itself is not read. */
function promised(name: string, standsBefore: boolean): Proof {
  return {
    signed: SIGNED.test(name),
    authenticated: isGuard(name) || (standsBefore && GUARD.test(name)),
    ranked: ROLE.test(name),
    limited: LIMITED.test(name),
  };
}

/** False for a package of a registry; a package of the same workspace looks like one, and is looked for as well. */
export function isOwn(from: string): boolean {
  return from !== '' && !/^(node|npm|jsr|https?|virtual|astro|bun|cloudflare):|^firebase(-admin|-functions)?(\/|$)/.test(from);
}

/** The functions that a file exports, as others may rely on them. */
export function helpersOf(file: CodeFile): { helpers: Helper[]; handedOn: HandedOn[] } {
  const helpers = exportsOf(file).flatMap(({ name, value }): Helper[] => {
    const made = asFunction(value) ?? file.functions.get(textOf(value?.['name'])) ?? null;
    // A function that another one has made, such as `cache(async () => {})` and `rateLimit({})`.
    const wrapped = made === null && value?.type === 'CallExpression' ? value : null;
    if ((!made && !wrapped) || !/^[\w$]{1,80}$/.test(name)) return [];
    const parts = wrapped ? withNamed(wrapped, file) : withCalled(made!, file).flatMap(partsOf); // !: one of the two, as asked above
    const inside = parts.flatMap((part) => nodesOf(part));
    const names = new Set(usedNames(inside, file));
    const words = saidBy(parts, file, names);
    const proves = {
      signed: checksSignature(withoutCallsOf(inside, names), file),
      authenticated: asksWho(withoutCallsOf(inside, names), file),
      ranked: asksForRole(withoutCallsOf(inside, names), file),
      limited: LIMITED.test(words),
    };
    const empty = made !== null && isEmpty(inside, file);
    return [{ name, proves, empty, turns: turnsOf(inside, file), calls: helperCalls(inside, file, { standsBefore: false }) }];
  });
  const handedOn = listOf(asNode(file.program)?.['body']).flatMap((node): HandedOn[] => {
    const from = textOf(asNode(node['source'])?.['value']);
    if (from === '') return [];
    if (node.type === 'ExportAllDeclaration') return node['exported'] ? [] : [{ name: '*', as: '*', from }];
    if (node.type !== 'ExportNamedDeclaration') return [];
    return listOf(node['specifiers']).map((each) => ({ name: nameOf(each['local']), as: nameOf(each['exported']), from }));
  });
  return { helpers: helpers.slice(0, MOST), handedOn: handedOn.slice(0, MOST) };
}

/** What is made by a call, and what of the file it is made of: `t.procedure.use(isAuthed)` asks what `isAuthed` asks. */
function withNamed(made: Node, file: CodeFile): Node[] {
  const seen = new Set([made]);
  for (const each of seen) {
    const nodes = nodesOf(each);
    const functions = nodes.filter((node) => asFunction(node));
    for (const node of nodes) {
      const init = bindingOf(node, file.bindings)?.init;
      // What a function names it uses, which says nothing of what it asks.
      const isUsed = functions.some((outer) => outer.start <= node.start && node.start < (outer['end'] as number)); // as: every node of the parser has an end
      const isType = file.parents.get(node)?.type.startsWith('TS') === true;
      if (init && !isUsed && !isType && seen.size < MOST) seen.add(init);
    }
  }
  return [...seen];
}

/** A function without its name, which is what others believe. */
function partsOf(made: Node): Node[] {
  return [...listOf(made['params']), ...(asNode(made['body']) ? [asNode(made['body'])!] : [])]; // !: asked in this line
}

/** The local names of functions of other files that nodes call. */
export function usedNames(nodes: readonly Node[], file: CodeFile): string[] {
  return nodes.flatMap((node) => {
    const callee = node.type === 'CallExpression' ? unwrap(asNode(node['callee'])) : null;
    const imported = bindingOf(callee, file.bindings)?.imported;
    return imported && imported.name !== '*' && isOwn(imported.from) ? [textOf(callee?.['name'])] : [];
  });
}

/** The local names of functions of other files that stand before a handler. */
export function guardNames(nodes: readonly Node[], file: CodeFile): string[] {
  return nodes.flatMap((node) => {
    const imported = bindingOf(node, file.bindings)?.imported;
    return imported && imported.name !== '*' && isOwn(imported.from) ? [textOf(node['name'])] : [];
  });
}

/** Nodes without the calls of some names. */
export function withoutCallsOf(nodes: readonly Node[], names: ReadonlySet<string>): Node[] {
  return nodes.filter((node) => node.type !== 'CallExpression' || !names.has(textOf(unwrap(asNode(node['callee']))?.['name'])));
}

/** What code says, without its comments and without some names. */
export function saidBy(nodes: readonly Node[], file: CodeFile, without: ReadonlySet<string>): string {
  return nodes
    .map((node) =>
      textAt(node, file)
        .slice(0, 20_000)
        .replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '')
        .replaceAll(without.size === 0 ? /(?!)/g : /[\w$]{1,200}/g, (word) => (without.has(word) ? '' : word)),
    )
    .join('\n');
}

/** True for a function that does nothing that could refuse anybody. */
function isEmpty(inside: readonly Node[], file: CodeFile): boolean {
  const helpers = new Set(usedNames(inside, file));
  const isFollowed = (name: string): boolean => helpers.has(name) || file.functions.has(name);
  return inside.every((node) => {
    if (DECIDES.test(node.type)) return false;
    if (node.type === 'CallExpression') return IDLE.test(calleeOf(node, file)) || isFollowed(calleeOf(node, file));
    if (node.type !== 'Identifier' || isFollowed(textOf(node['name'])) || node['name'] === 'NextResponse') return true;
    // What stands outside of the function may hold anything, such as a session; its types hold nothing.
    return bindingOf(node, file.bindings)?.scope.type !== 'Program' || file.parents.get(node)?.type.startsWith('TS') === true;
  });
}
