import { factsOf, type Pack, type Section } from '../core/document.ts';
import { access, secrets } from './access.ts';
import { GLOSSARY } from './glossary.ts';
import type { Known } from './known.ts';
import { changes, leaving, questions, risks, signOff } from './later.ts';
import { backups, domains, edge, mail } from './names.ts';
import { open } from './open.ts';
import { fiveBoxes, whatYouOwn } from './own.ts';
import { deploys, incident, releasePage, watch } from './ship.ts';
import { symptoms } from './symptoms.ts';

/** Writes the handover from what is known. Pure: the same facts make the same document, byte for byte. */
export function writePack(known: Known): Pack {
  const parts = [
    whatYouOwn(known),
    access(known),
    domains(known),
    mail(known),
    edge(known),
    secrets(known),
    deploys(known),
    releasePage(known),
    watch(known),
    symptoms(known),
    incident(known),
    backups(known),
    risks(known),
    changes(known),
    open(known),
    leaving(),
  ];
  const facts = factsOf(parts);
  const glossary: Section = { id: 'glossary', title: 'Words', about: 'Every word that needs explaining.', blocks: [{ is: 'terms' }] };
  const sections = [
    ...parts.slice(0, 1),
    questions(known, facts),
    ...parts.slice(1),
    signOff(),
    ...keptNotes(known, [...parts, signOff()]),
    glossary,
  ];
  return {
    schema: 1,
    product: known.config.handover.product ?? known.config.domain ?? 'your product',
    made: known.now.toISOString(),
    known: facts.filter(({ value }) => value !== null).length,
    of: facts.length,
    boxes: fiveBoxes(known),
    sections: sections.map((section) => withNotes(section, known.notes)),
    glossary: GLOSSARY,
  };
}

function withNotes(section: Section, notes: Known['notes']): Section {
  return {
    ...section,
    blocks: section.blocks.map((block) => (block.is === 'notes' ? { ...block, text: notes[block.id] ?? block.text } : block)),
  };
}

/** Notes whose place is no longer there, or that were there twice: kept where they can be seen. */
function keptNotes({ notes }: Known, sections: readonly Section[]): Section[] {
  const placed = new Set(sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.is === 'notes' ? [block.id] : []))));
  const homeless = Object.keys(notes).filter((id) => !placed.has(id) && notes[id]?.trim() !== '');
  if (homeless.length === 0) return [];
  return [
    {
      id: 'kept',
      title: 'Notes without a place',
      about: 'Somebody wrote these, and their place is gone or was taken twice. Move them where they belong.',
      blocks: homeless.map((id) => ({ is: 'notes', id, invites: `From "${id}"`, text: '' })),
    },
  ];
}
