import {readFileSync} from "node:fs";

/** Private words that readers had to puzzle out, each a regular expression, and what to write instead. */
export const COINAGES = JSON.parse(readFileSync(new URL("coinages.json", import.meta.url), "utf8"));

const EXPRESSIONS = COINAGES.map(({words, instead}) => ({expression: new RegExp(`\\b(?:${words})\\b`, "gi"), instead}));

/** The coinages in a text: where, which, and what to write instead. */
export function findCoinages(text) {
  return EXPRESSIONS.flatMap(({expression, instead}) =>
    Array.from(text.matchAll(expression), ({0: found, index}) => ({index, found, instead}))
  ).sort((a, b) => a.index - b.index);
}

/** Reports coinages in strings and templates, which are what readers see. */
const coinages = {
  meta: {
    type: "suggestion",
    docs: {description: "plain English in every text that a reader sees"},
    schema: [],
    messages: {coinage: "“{{found}}”: write “{{instead}}”."}
  },
  create(context) {
    const check = (node, text) => {
      for (const {found, instead} of findCoinages(text))
        context.report({node, messageId: "coinage", data: {found, instead}});
    };
    return {
      Literal: (node) => typeof node.value === "string" && check(node, node.value.replace(/\s+/g, " ")),
      TemplateElement: (node) => check(node, node.value.raw.replace(/\s+/g, " "))
    };
  }
};

export default {rules: {coinages}};
