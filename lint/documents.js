import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {findCoinages} from "./plainEnglish.js";

// what the changelog says of earlier versions stays as it was said
const LEFT = ["CHANGELOG.md"];

const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z", "--", "*.md"], {encoding: "utf8"});
const files = listed.split("\0").filter((file) => file !== "" && !LEFT.includes(file));
let faults = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  for (const {index, found, instead} of findCoinages(text)) {
    faults++;
    console.error(`${file}:${text.slice(0, index).split("\n").length}: “${found}”: write “${instead}”.`);
  }
}
if (faults > 0) {
  console.error(`${faults} ${faults === 1 ? "coinage" : "coinages"} in documents; the list is lint/coinages.json.`);
  process.exitCode = 1;
}
