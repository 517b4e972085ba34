/** Parts of office documents that hold what people wrote, and slides, sheets, comments and notes beside them. */
const PARTS = /(?:^|\/)(?:word|xl|ppt)\/.{1,200}\.xml$|^content\.xml$/;

/** True for a part of an Office Open XML or OpenDocument file that holds text. */
export function isOfficePart(name: string): boolean {
  return PARTS.test(name);
}

/** The text of such a part, a line for each paragraph and cell. Programs cut words into runs; they are whole again. Never throws. */
export function officeText(xml: string): string {
  return xml
    .replaceAll(/<\/(?:w:p|a:p|si|c|row|text:p|text:h|table:table-cell)>|<(?:w:br|text:line-break|a:br)\b[^<>]{0,400}>/g, '\n')
    .replaceAll(/<w:tab\/>|<text:(?:s|tab)\b[^<>]{0,200}>/g, ' ')
    .replaceAll(/<[^<>]{1,8000}>/g, '');
}
