import {startGlossary} from "./glossaryTerms.js";
import {startSearch} from "./search.js";

/** Runs on every page: search, and the glossary's pop-overs. This module is built to `_import/components/shell/`. */
const root = new URL("../../../", import.meta.url).href;

startSearch(root);
startGlossary(root);
