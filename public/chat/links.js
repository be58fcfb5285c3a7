// Finds web addresses in a text: only whole http and https addresses become links, everything else stays text.

/** @returns {{text: string, href?: string}[]} the text cut into pieces, in order, nothing lost */
export function pieces(text) {
  const found = [];
  let rest = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+/gi)) {
    // Punctuation that ends the sentence, and a bracket that was opened before the address, are not part of it.
    let address = match[0].replace(/[.,;:!?…]+$/, "");
    if (address.endsWith(")") && !address.includes("(")) address = address.slice(0, -1);
    if (URL.canParse?.(address) === false) continue;
    if (match.index > rest) found.push({ text: text.slice(rest, match.index) });
    found.push({ text: address, href: address });
    rest = match.index + address.length;
  }
  if (rest < text.length) found.push({ text: text.slice(rest) });
  return found;
}
