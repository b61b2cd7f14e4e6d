import {startGlossary} from "./glossaryTerms.js";
import {startPrint} from "./print.js";
import {startSearch} from "./search.js";

/** Runs on every page: search, the glossary's pop-overs, and what is needed on paper. This module is built to `_import/components/shell/`. */
const root = new URL("../../../", import.meta.url).href;

startSearch(root);
startGlossary(root);
startPrint();
