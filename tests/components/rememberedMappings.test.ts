import {expect, test} from "vitest";
import {forgetMappings, rememberedMapping, rememberMapping} from "../../src/components/ownLog/rememberedMappings.js";

/** A shelf as browsers have it. */
function shelfOf(first?: string) {
  const texts = new Map(first === undefined ? [] : [["clickproof-mappings", first]]);
  return {
    texts,
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key)
  };
}

test("mappings are found again by the whole header, the newest of each", () => {
  const shelf = shelfOf();
  rememberMapping(["a", "b"], {map: "user=a", kept: ["b"]}, shelf);
  rememberMapping(["a", "b", "c"], {map: "user=c", kept: ["a", "b"]}, shelf);
  rememberMapping(["a", "b"], {map: "user=b", kept: []}, shelf);
  expect(rememberedMapping(["a", "b"], shelf)).toEqual({map: "user=b", kept: []});
  expect(rememberedMapping(["a", "b", "c"], shelf)).toEqual({map: "user=c", kept: ["a", "b"]});
  expect(rememberedMapping(["b", "a"], shelf)).toBeNull();
  forgetMappings(shelf);
  expect(rememberedMapping(["a", "b"], shelf)).toBeNull();
  expect(shelf.texts.size).toBe(0);
});

test("what is kept stays small: twenty headers, and none that is long", () => {
  const shelf = shelfOf();
  for (let i = 0; i < 25; i++) rememberMapping([`c${i}`], {map: "user=none", kept: []}, shelf);
  expect(rememberedMapping(["c4"], shelf)).toBeNull();
  expect(rememberedMapping(["c5"], shelf)).not.toBeNull();
  const wide = Array.from({length: 5_000}, (_, i) => `column ${i}`);
  rememberMapping(wide, {map: "user=none", kept: []}, shelf);
  expect(rememberedMapping(wide, shelf)).toBeNull();
  expect(shelf.getItem("clickproof-mappings")!.length).toBeLessThan(20_000);
});

test.each([
  ["no JSON", '[{"columns":["a"'],
  ["another shape", '{"columns":["a"],"map":"user=a"}'],
  ["columns that are none", '[{"columns":[1],"map":"user=a"}]'],
  ["kept columns that are none", '[{"columns":["a"],"map":"user=a","kept":"b"}]'],
  ["no mapping", '[{"columns":["a"]}]'],
  ["a mapping that makes no sense", '[{"columns":["a"],"map":"user"}]']
])("what is damaged is said and replaced: %s", (_, text) => {
  const shelf = shelfOf(text);
  expect(rememberedMapping(["a"], shelf)).toEqual({damaged: true});
  rememberMapping(["a"], {map: "user=a", kept: []}, shelf);
  expect(rememberedMapping(["a"], shelf)).toEqual({map: "user=a", kept: []});
});

test("a browser that keeps nothing is no fault", () => {
  const closed = () => {
    throw new DOMException("closed", "SecurityError");
  };
  const shelf = {getItem: closed, setItem: closed, removeItem: closed};
  expect(rememberedMapping(["a"], shelf)).toBeNull();
  rememberMapping(["a"], {map: "user=a", kept: []}, shelf);
  forgetMappings(shelf);
});
