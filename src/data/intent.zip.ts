import {intentArchive} from "../../loaders/pages/intent.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, intentArchive);
