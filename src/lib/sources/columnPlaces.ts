/**
 * Where in the first line of a table the named columns stand, by their names: whatever their order and case, blanks or
 * quotes around them, and columns beside them. Null where one is missing or there twice: it is then not known to be that
 * table.
 */
export function columnPlaces(header: string, names: readonly string[], separator: string): number[] | null {
  const found = columnNames(header, separator);
  const places = names.map((name) => found.indexOf(plainName(name)));
  const unclear = places.some((place) => place === -1 || found.lastIndexOf(found[place]) !== place);
  return unclear ? null : places;
}

/** The names in the first line of a table, in small letters, without blanks and quotes around them. */
export function columnNames(header: string, separator: string): string[] {
  return header.split(separator).map(plainName);
}

function plainName(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim()
    .toLowerCase();
}
