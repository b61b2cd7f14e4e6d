import {correctGuess} from "./correctGuess.js";
import type {LogInspection} from "./inspectLog.js";
import {sureness} from "./mapFlag.js";
import {ROLES} from "./mapping.js";
import {mappingLines, quoted} from "./parseMapping.js";

/**
 * How a log would be read, as a file to be corrected and given back as `--map @FILE`: a line for each role and word, with the reasons as comments. Throws
 * `UserError` for corrections that make no sense.
 *
 * @param name the log's file
 */
export function mappingTemplate(
  name: string,
  inspection: Pick<LogInspection, "columns" | "rows" | "format">,
  given = ""
): string {
  const {guess, mapping, undecided} = correctGuess(inspection, given);
  return [
    `# how ${onOneLine(name)} is read; correct it, and give it back with --map @FILE`,
    `# its columns: ${inspection.columns
      .slice(0, 200)
      .map((column) => onOneLine(quoted(column)))
      .join(", ")}`,
    ...ROLES.map((role) => `# ${role}: ${sureness(guess.confidence[role])}, ${onOneLine(guess.reasons[role])}`),
    ...mappingLines(mapping),
    ...Object.entries(mapping.eventNames).map(([word, type]) => `event.${quoted(word)}=${type ?? "none"}`),
    ...undecided.map((word) =>
      /[\r\n]/.test(word)
        ? `# the word ${JSON.stringify(word)} is not decided; give it in quotes, over as many lines`
        : `# event.${quoted(word)}=view|addtocart|removefromcart|transaction|none`
    ),
    ""
  ].join("\n");
}

/** A comment ends with its line. */
const onOneLine = (text: string) => text.replace(/[\r\n]+/g, " ");
