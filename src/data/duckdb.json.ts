import {duckdbSize} from "../../loaders/pages/duckdbSize.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(duckdbSize()));
