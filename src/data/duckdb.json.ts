import {duckdbSize} from "../../loaders/pages/duckdbSize.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(duckdbSize()));
