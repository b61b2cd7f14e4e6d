import {GLOSSARY} from "../../src/lib/reports/glossary.js";

/** Words that are marked only where they are written in full, as they mean something else in other places. */
const COMMON = new Set([
  "head",
  "heads",
  "split",
  "leak",
  "lift",
  "session",
  "sessions",
  "target",
  "targets",
  "feature",
  "features",
  "positive",
  "fold",
  "profile"
]);

const NAMES = new Map(
  GLOSSARY.flatMap(({id, name, also = []}) => [name, ...also].map((one) => [one.toLowerCase(), id] as const))
);
const PATTERN = new RegExp(
  `(?<![\\w-])(${[...NAMES.keys()]
    .filter((name) => !COMMON.has(name))
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|")})(?![\\w-])`,
  "gi"
);

/**
 * Links each term of the glossary where a page's own prose first uses it. What cells write is left alone: they replace it themselves.
 *
 * @param html a page as Framework writes it
 */
export function markTerms(html: string): string {
  const start = html.indexOf('<main id="observablehq-main"');
  const end = html.indexOf("</main>");
  if (start === -1 || end === -1) return html;
  const seen = new Set<string>();
  const main = html.slice(start, end).replace(/<p>[\s\S]*?<\/p>/g, (paragraph) => {
    let within = 0; // links, code and what is emphasised as a word of its own
    return paragraph
      .split(/(<[^>]*>)/)
      .map((part) => {
        if (/^<(?:a|code|observablehq-loading|math|button)\b/.test(part)) within++;
        else if (/^<\/(?:a|code|observablehq-loading|math|button)>/.test(part)) within--;
        if (part.startsWith("<") || within > 0) return part;
        return part.replace(PATTERN, (word) => {
          const id = NAMES.get(word.toLowerCase())!;
          if (seen.has(id)) return word;
          seen.add(id);
          return `<a class="glossary-term" href="./glossary#${id}" data-term="${id}">${word}</a>`;
        });
      })
      .join("");
  });
  return html.slice(0, start) + main + html.slice(end);
}
