import type {LogMapping} from "./mapping.js";
import {mappingLines, mappingParts, quoted} from "./parseMapping.js";

/**
 * The corrections under which a log is read as it is now, with the words for events that were given; what the values say anyway is left to them.
 *
 * @param given the corrections that led to the mapping
 * @param more further parts
 */
export function mapText(mapping: LogMapping, given: string, more: readonly string[] = []): string {
  const parts = mappingParts(given);
  const words = parts.filter(({key}) => key.startsWith("event."));
  const derived = ["time-format", "ingested-format", "names"].filter((name) => !parts.some(({key}) => key === name));
  return [
    ...mappingLines(mapping).filter((line) => !derived.some((name) => line.startsWith(`${name}=`))),
    ...words.map(({key, value}) => `event.${quoted(key.slice("event.".length))}=${value}`),
    ...more
  ].join(", ");
}

/** `mapText` as a flag of the command line. */
export function mapFlag(mapping: LogMapping, given: string, more: readonly string[] = []): string {
  return `--map ${shellText(mapText(mapping, given, more))}`;
}

/** A text as one word of a shell's command. */
export function shellText(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

/** How sure a guess is, in words. */
export function sureness(confidence: number): string {
  return confidence > 0.995 ? "sure" : `${Math.floor(100 * confidence)} % sure`;
}
